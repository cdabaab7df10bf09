"""Without a finger and without eyes: every control has a name, and keys reach and work it."""

from typing import Any

from hub_config.conformance.browser import Chromium, Phone
from hub_config.conformance.lesson import Served
from hub_config.conformance.outcome import Unmet, some
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType

_ARROWS = ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")
_KEYS = ("Space", "Enter", "ArrowRight", "ArrowDown")
_BEYOND = 40  # Tab stops of the page around a view


def named(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    """Hold each control to a name and a role, as Chromium tells them to a screen reader."""
    with chromium.phone(kind.name) as phone:
        phone.open(served.page())
        ask = phone.context.new_cdp_session(phone.page)
        ask.send("Accessibility.enable")
        bare = []
        for place in range(phone.ask("count")):
            found = ask.send("Runtime.evaluate", {"expression": f"window.lpProbe.control({place})"})
            nodes = ask.send(
                "Accessibility.getPartialAXTree",
                {"objectId": found["result"]["objectId"], "fetchRelatives": False},
            )["nodes"]
            if not nodes[0].get("ignored") and not _value(nodes[0], "name").strip():
                bare.append(f"{phone.ask('html', place)} ({_value(nodes[0], 'role')})")
        if bare:
            raise Unmet(f"Give these a name, by a label or aria-label: {some(bare)}.")


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))


def reached(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    """Go through the view with Tab, and in each place with the arrows."""
    with chromium.phone(kind.name) as phone:
        phone.open(served.page())
        waiting = stops(phone)
        found = set(waiting)
        while waiting:
            place = waiting.pop(0)
            for key in _ARROWS:
                phone.ask("focus", place)
                phone.press(key)
                there = phone.ask("focused")
                if there >= 0 and there not in found:
                    found.add(there)
                    waiting.append(there)
        if left := phone.ask("unreached", sorted(found)):
            raise Unmet(
                f"Keys do not reach {some(left)}. Use a native control, or tabindex 0 and keys."
            )


def stops(phone: Phone) -> list[int]:
    """Return the controls that Tab comes to, in its order."""
    phone.ask("blur")
    phone.page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    found: list[int] = []
    for _ in range(phone.ask("count") + _BEYOND):
        phone.press("Tab")
        place = phone.ask("focused")
        if place in found:
            break
        if place >= 0:
            found.append(place)
        elif found:
            break
    return found


def answered(kind: QuestionType, served: Served, chromium: Chromium) -> None:
    """Press the keys that people try, at each control, until there is a response."""
    with chromium.phone(kind.name) as phone:
        phone.open(served.page())
        for key in _KEYS:
            for place in stops(phone):
                phone.ask("focus", place)
                phone.press("1" if phone.ask("isText") else key)
                if phone.ask("response") is not None:
                    return
        raise Unmet(
            "Space, Enter, arrows and typing at each of its controls give no response. Every drag"
            " needs another way."
        )
