"""The periodic table: elements are found by touch, by keys and by what is typed."""

import re

from playwright.sync_api import expect

from tests.e2e.tools import tool


def test_an_element_is_chosen_by_touch_by_keys_and_by_what_is_typed(chrome):
    with tool(chrome, "periodic_table") as page:
        card = page.locator(".element-card")
        expect(card).to_contain_text("Oxygen")
        page.get_by_role("gridcell", name="Cl, Chlorine, 17, Halogens").tap()
        expect(card).to_contain_text("Relative atomic mass: 35.45")
        for pressed in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight"):
            page.keyboard.press(pressed)
        page.keyboard.press("Enter")
        expect(card).to_contain_text("Argon")
        page.keyboard.press("Control+Home")
        page.keyboard.press("ArrowRight")
        page.keyboard.press(" ")
        expect(card).to_contain_text("Helium")
        for typed, name in (
            ("na", "Sodium"),
            ("79", "Gold"),
            ("tungst", "Tungsten"),
            ("43", "Tech"),
        ):
            page.get_by_label("Name, symbol or number").fill(typed)
            expect(card).to_contain_text(name)
        expect(card).to_contain_text("Mass number of a long-lived isotope: 97")
        expect(page.get_by_role("gridcell", name="Tc, ")).to_be_in_viewport()
        page.get_by_label("Name, symbol or number").fill("water")
        expect(page.get_by_text("No element in this table")).to_be_visible()
        expect(card).to_contain_text("Technetium")


def test_elements_stand_where_chemists_put_them(chrome):
    with tool(chrome, "periodic_table") as page:
        told = {}
        for symbol in ("H", "He", "Fe", "La", "Lu", "Hf", "Og"):
            page.get_by_label("Name, symbol or number").fill(symbol)
            facts = page.locator(".element-card .meta").first.inner_text().split(" · ")[1:]
            told[symbol] = [fact.split(":\xa0")[1] for fact in facts]
        assert told == {
            "H": ["1", "1", "s"], "He": ["18", "1", "s"], "Fe": ["8", "4", "d"],
            "La": ["6", "f"], "Lu": ["6", "d"], "Hf": ["4", "6", "d"], "Og": ["18", "7", "p"],
        }  # fmt: skip


def test_a_family_that_is_picked_out_comes_into_sight(chrome):
    with tool(chrome, "periodic_table") as page:
        page.get_by_label("Family").select_option("Transition metals")
        expect(page.get_by_text("34 elements")).to_be_visible()
        first = page.get_by_role("gridcell", name="Sc, Scandium")
        expect(first).to_have_class(re.compile(r"\bin\b"))
        page.wait_for_function("document.querySelector('.elements .region').scrollLeft < 60")
        assert 0 < first.bounding_box()["x"] < 300


def test_a_family_is_picked_out_and_a_few_elements_make_a_table_of_their_own(chrome):
    with tool(chrome, "periodic_table", "ar", show=["H", "O", "Na", "Cl"], highlight=[]) as page:
        expect(page.get_by_role("gridcell")).to_have_count(4)
        page.get_by_label("العائلة").select_option("الهالوجينات")
        expect(page.locator(".element.in")).to_have_count(1)
        expect(page.get_by_text("عنصر واحد")).to_be_visible()
        page.get_by_label("الاسم أو الرمز أو العدد").fill("أوكسجين")
        expect(page.get_by_text("لا عنصر في هذا الجدول")).to_be_visible()
        for typed, name in (("اكسجين", "أكسجين"), ("١١", "صوديوم")):
            page.get_by_label("الاسم أو الرمز أو العدد").fill(typed)
            expect(page.locator(".element-card")).to_contain_text(name)
        first, last = (
            page.get_by_role("gridcell", name=f"{s}, ").bounding_box() for s in ("Na", "Cl")
        )
        assert first["x"] < last["x"]
