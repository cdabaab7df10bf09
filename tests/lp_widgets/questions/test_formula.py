"""Two formulas are equal to us exactly when SymPy, which has no bounds, finds them equal."""

import random

import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lp_widgets.questions.algebra import equal, has_value
from lp_widgets.questions.expression import FUNCTIONS, parse

X, Y = sympy.symbols("x y", real=True)
KNOWN = {"x": X, "y": Y}
RULES = [sympy.expand, sympy.factor, sympy.together, sympy.cancel]

atoms = st.sampled_from(["x", "y", "2", "3", "7", "x", "1.5"])
polynomials = st.recursive(
    atoms,
    lambda inner: (
        st.builds("({}){}({})".format, inner, st.sampled_from("+-*"), inner)
        | st.builds("({})^{}".format, inner, st.sampled_from("023"))
        | st.builds("-({})".format, inner)
    ),
    max_leaves=6,
)
rationals = st.builds("({})/({})".format, polynomials, polynomials) | polynomials
inside = st.sampled_from(["x^2 + 1", "x + 20", "y^2 + x^2 + 3", "2", "x*y"])
called = st.builds("{}({})".format, st.sampled_from(["sqrt", "sin", "cos", "exp", "abs"]), inside)
functions = st.builds("({}){}({})".format, called, st.sampled_from("+-*"), called | polynomials)


def theirs(text: str) -> sympy.Expr:
    named = {"abs": sympy.Abs, "e": sympy.E, **KNOWN}
    return sympy.sympify(text.replace("^", "**"), locals=named, rational=True)


def ours(expression: sympy.Expr):
    return parse(str(expression).replace("Abs", "abs").replace("E", "e"), "en")


def differs(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Say whether two expressions differ where both are surely defined."""
    chance = random.Random(1)
    for _ in range(3):
        point = {name: sympy.Rational(chance.randint(1, 99), 97) for name in (X, Y)}
        value = (one - other).subs(point).evalf(40)
        if value.is_comparable and abs(value) > sympy.Float("1e-25"):
            return True
    return False


def fits(text: str) -> bool:
    """Keep what our bounds and SymPy's own infinities leave out away from the comparison."""
    expression = theirs(text)
    return len(str(expression)) < 200 and not expression.has(sympy.zoo, sympy.nan, sympy.oo)


@settings(max_examples=200, deadline=None)
@given(text=rationals, rule=st.sampled_from(RULES))
def test_a_quotient_of_polynomials_rewritten_is_equal(text: str, rule) -> None:
    assume(fits(text))
    rewritten = str(rule(theirs(text)))
    assume(len(rewritten) < 200)
    assert equal(parse(text, "en"), ours(rule(theirs(text)))), rewritten


@settings(max_examples=200, deadline=None)
@given(one=rationals, other=rationals)
def test_two_quotients_are_equal_when_sympy_says_so(one: str, other: str) -> None:
    assume(fits(one) and fits(other))
    same = sympy.cancel(theirs(one) - theirs(other)) == 0
    assert equal(parse(one, "en"), parse(other, "en")) == same


@settings(max_examples=100, deadline=None)
@given(text=functions)
def test_functions_rewritten_are_equal(text: str) -> None:
    assume(fits(text) and has_value(parse(text, "en")))
    for rule in (sympy.expand, sympy.factor):
        rewritten = rule(theirs(text))
        if len(str(rewritten)) < 200:
            assert equal(parse(text, "en"), ours(rewritten)), rewritten


@settings(max_examples=100, deadline=None)
@given(one=functions, other=functions)
def test_functions_that_differ_in_value_are_not_equal(one: str, other: str) -> None:
    assume(has_value(parse(one, "en")) and has_value(parse(other, "en")))
    a, b = theirs(one), theirs(other)
    assert equal(parse(one, "en"), parse(other, "en")) == (not differs(a, b))


def test_what_schools_know_of_functions_is_known() -> None:
    for one, other in [
        ("sin(2x)", "2 sin(x) cos(x)"),
        ("cos(2x)", "1 - 2 sin(x)^2"),
        ("tan(x)", "sin(x)/cos(x)"),
        ("sin(pi/6)", "1/2"),
        ("sqrt(8)", "2 sqrt(2)"),
        ("1/sqrt(2)", "sqrt(2)/2"),
        ("sqrt(3 + 2sqrt(2))", "1 + sqrt(2)"),
        ("ln(x y)", "ln(x) + ln(y)"),
        ("log(x)", "ln(x)/ln(10)"),
        ("e^x e^y", "exp(x + y)"),
        ("2^(x+1)", "2 * 2^x"),
        ("x^(1/2)", "sqrt(x)"),
        ("(x+y)^30", "(y+x)^30"),
    ]:
        assert equal(parse(one, "en"), parse(other, "en")), one


def test_what_is_close_is_not_equal() -> None:
    for one, other in [
        ("x", "x + 1/10^9"),
        ("sin(x)", "x"),
        ("pi", "355/113"),
        ("e^(pi*sqrt(163))", "262537412640768744"),
        ("x^2", "abs(x)^3"),
        ("x", "abs(x)"),
        ("2^x", "x^2"),
    ]:
        assert not equal(parse(one, "en"), parse(other, "en")), one


def test_every_function_is_worked_out() -> None:
    for name in FUNCTIONS:
        assert equal(parse(f"{name}(x) + 1", "en"), parse(f"1 + {name}(x)", "en"))
        assert not equal(parse(f"{name}(x)", "en"), parse(f"{name}(x) + 1", "en"))
