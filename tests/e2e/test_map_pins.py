"""Places on a map: chosen by touch and by keys, and looked at closer."""

import re

from playwright.sync_api import expect

from tests.e2e.tools import press, tool


def test_a_place_on_a_map_tells_of_itself_by_touch_and_by_keys(chrome):
    with tool(chrome, "map_pins") as page:
        told = page.locator(".told")
        expect(told).to_have_text("Choose a place on the map.")
        expect(page.get_by_role("img")).to_have_accessible_name(re.compile("A map of a river"))
        page.locator(".stake").nth(4).tap()
        expect(told).to_contain_text("The river reaches the sea.")
        spring = page.get_by_role("button", name="The spring")
        spring.press("Enter")
        expect(told).to_contain_text("the water comes out of the ground")
        expect(page.locator(".stake.on")).to_have_count(1)
        assert spring.get_attribute("aria-pressed") == "true"
        spring.press("Enter")
        expect(told).to_have_text("Choose a place on the map.")


def test_a_map_is_looked_at_closer_around_the_chosen_place(chrome):
    with tool(chrome, "map_pins", "ar") as page:
        region = page.get_by_role("region", name="الخريطة")
        high = region.bounding_box()["height"]
        page.get_by_role("button", name="The mouth").tap()
        press(page, "تقريب", 3)
        closer = page.get_by_role("button", name="تقريب")
        expect(closer).to_have_attribute("aria-disabled", "true")
        expect(page.get_by_text("٣ ×")).to_be_visible()
        pin, box = page.locator(".stake.on").bounding_box(), region.bounding_box()
        assert box["height"] == high
        assert box["x"] < pin["x"] + 22 < box["x"] + box["width"]
        assert box["y"] < pin["y"] + 22 < box["y"] + box["height"]
        far = region.evaluate("region => region.scrollLeft")
        region.focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(
            "far => document.querySelector('.map-pins .region').scrollLeft < far", arg=far
        )
        press(page, "إبعاد", 3)
        expect(page.get_by_text("١ ×")).to_be_visible()
        first, last = (page.locator(".stake").nth(at).bounding_box() for at in (0, 4))
        assert first["x"] < last["x"], "a map never turns"
