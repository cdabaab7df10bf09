"""Author's text becomes safe HTML with stacked fractions and the digits of the locale."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lp_widgets.text import blocks, inline, plain, written


@pytest.mark.parametrize(
    ("source", "locale", "html"),
    [
        ("{3/4}", "en", '<span class="frac" role="math" aria-label="3/4"><b>3</b><b>4</b></span>'),
        ("{3/4}", "ar", '<span class="frac" role="math" aria-label="٣/٤"><b>٣</b><b>٤</b></span>'),
        ("{1.50}", "en", '<span class="num">1.50</span>'),
        ("{1.50}", "fr", '<span class="num">1,50</span>'),
        ("{1.50}", "ar", '<span class="num">١٫٥٠</span>'),
        ("{1.50}", "fa", '<span class="num">۱٫۵۰</span>'),
        ("{-2}", "en", '<span class="num">−2</span>'),
        (
            "{1 3/4}",
            "en",
            '<span class="num">1<span class="frac" role="math" aria-label="3/4">'
            "<b>3</b><b>4</b></span></span>",
        ),
        ("`{3/4}` and \\{3/4}", "en", '<code dir="ltr">{3/4}</code> and {3/4}'),
        ("{x} {3/} {}", "en", "{x} {3/} {}"),
        ("a **b** *c*", "en", "a <strong>b</strong> <em>c</em>"),
        ("1 < 2 & 3", "en", "1 &lt; 2 &amp; 3"),
    ],
)
def test_inline_text(source, locale, html):
    assert inline(source, locale) == html


def test_paragraphs_lists_tables_and_code():
    made = blocks("# One\n\n- {1/2}\n\n| a | b |\n|---|---|\n| {2} | x |\n\n```\n<b>\n```", "ar")
    assert "<h2>One</h2>" in made
    assert '<li><span class="frac"' in made
    assert '<td><span class="num">٢</span></td>' in made
    assert '<pre dir="ltr"><code>&lt;b&gt;' in made


def test_links_lead_to_the_web_or_nowhere():
    assert 'href="https://example.org" rel="noopener noreferrer"' in inline(
        "[x](https://example.org)", "en"
    )
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:x",
        "//evil",
        "vbscript:",
    ):
        assert "<a" not in inline(f"[x]({address})", "en")


def test_a_title_is_text_alone():
    assert plain("Half is {1/2} of {1.5}", "ar") == "Half is ١/٢ of ١٫٥"
    assert written("-1.50", "fr") == "−1,50"


_TAG = re.compile(r"<(/?)([a-zA-Z!?][^\s/>]*)([^>]*)>")
_OURS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"),
    *("strong", "em", "code", "span", "b", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_PIECES = [*"<>&\"'`*_[]()!#-|{}/\\ \n:=;.1ax", "<script>", " onload=", "<!--", "javascript:"]


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_no_source_makes_an_element_that_is_not_ours(source):
    for made in (blocks(source, "ar"), inline(source, "en")):
        for _, name, attributes in _TAG.findall(made):
            assert name in _OURS, made
            outside = re.sub(r'"[^"]*"', "", attributes)
            assert not re.search(r"\bon\w+", outside), made
