"""The circuit: switches are set by touch and by keys, and the currents are right."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.nodal import currents
from tests.e2e.tools import press, tool


def test_lamps_shine_as_their_switches_are_set_by_touch_and_by_keys(chrome):
    with tool(chrome, "circuit") as page:
        told = page.get_by_role("status")
        expect(told).to_contain_text("Lamp L1 is off.")
        expect(told).to_contain_text("Ammeter A shows 0 A.")
        press(page, "Close switch S1")
        expect(told).to_contain_text("Lamp L1 shines brightly. Lamp L2 shines")
        page.get_by_role("button", name="Close switch S2").press("Enter")
        expect(page.get_by_role("button", name="Open switch S2")).to_be_focused()
        expect(told).to_contain_text("Lamp L1 shines very brightly, brighter than it is made for.")
        expect(told).to_contain_text("Lamp L3 shines dimly.")
        expect(told).to_contain_text("Ammeter A shows 0.2 A.")
        box = page.locator(".touch").first.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(told).to_contain_text("Ammeter A shows 0 A.")
        expect(page.get_by_role("img")).to_have_accessible_name(
            "A battery of 2 cells with 3 V. From plus to minus: open switch S1 – lamp L1 – branches"
            " side by side (1: lamp L2 | 2: closed switch S2 – lamp L3) – ammeter A."
        )


def test_a_short_circuit_is_named_and_no_lamp_shines(chrome):
    short = [{"parallel": [[{"lamp": "L1"}], [{"switch": "S1"}]]}, {"ammeter": "A"}]
    with tool(chrome, "circuit", circuit=short) as page:
        told = page.get_by_role("status")
        expect(told).to_contain_text("Lamp L1 shines very brightly")
        press(page, "Close switch S1")
        expect(told).to_contain_text("this is a short circuit")
        expect(told).to_contain_text("Lamp L1 is off.")
        expect(told).not_to_contain_text("Ammeter")


def ammeter(number):
    return {"ammeter": f"A{number}"}


def resistor(number, ohms):
    return {"resistor": f"R{number}", "ohms": ohms}


LADDER = [
    ammeter(1),
    {"parallel": [
        [ammeter(2), resistor(1, "3")],
        [{"parallel": [
            [ammeter(3), resistor(2, "7")],
            [{"switch": "S1"}, ammeter(4), resistor(3, "0.5")],
        ]}],
        [{"switch": "S2"}, ammeter(5), {"lamp": "L1", "ohms": "12"}],
    ]},
]  # fmt: skip
BRIDGED = [
    {"parallel": [[ammeter(1), resistor(1, "5")], [{"switch": "S1"}, ammeter(2)]]},
    {"parallel": [[ammeter(3), resistor(2, "4")], [{"switch": "S2"}, {"lamp": "L1"}]]},
]


@pytest.mark.parametrize("parts", [LADDER, BRIDGED], ids=["ladder", "bridged"])
def test_every_ammeter_shows_what_nodal_analysis_finds(chrome, parts):
    with tool(chrome, "circuit", cells="3", circuit=parts) as page:
        for closed in ([], ["S1"], ["S1", "S2"], ["S2"]):
            for name in ("S1", "S2"):
                word = "Close" if name in closed else "Open"
                button = page.get_by_role("button", name=f"{word} switch {name}")
                if button.count():
                    button.tap()
            found = currents(parts, "4.5", set(closed))
            told = page.get_by_role("status").inner_text()
            shown = dict(re.findall(r"Ammeter (\w+) shows ([\d.]+) A", told))
            expected = {name: float(amps) for name, amps in found.items() if name in shown}
            assert len(expected) >= 3
            assert {name: float(amps) for name, amps in shown.items()} == pytest.approx(
                expected, rel=0.006
            )
