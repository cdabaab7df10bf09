"""How a learner is called on nbgrader's pages: by the name on the class list, which is one name.

nbgrader shows "last, first" when it knows both and the random account otherwise; a class list has
one name for each child.
"""

import html
import json
import re
from typing import Any

_JOINED = re.compile(r'last_name \+ ", " \+ first_name')


def in_answer(written: str) -> str:
    """Return an answer of the API (JSON) in which everyone has both names, "" for a missing one.

    Whoever has none at all is called by the account.
    """
    found = json.loads(written)
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict) and {"first_name", "last_name"} <= each.keys():
            account = each.get("student", each.get("id"))
            if not each["first_name"] and not each["last_name"]:
                each["first_name"] = account
            each["first_name"], each["last_name"] = (
                each["first_name"] or "",
                each["last_name"] or "",
            )
    return json.dumps(found)


def in_script(source: str) -> str:
    """Return one of nbgrader's scripts that writes a name as it is spoken."""
    return _JOINED.sub('(first_name + " " + last_name).trim()', source)


def in_page(resources: dict[str, Any]) -> dict[str, Any]:
    """Return what fills the page of a submission; its template escapes nothing, so this does."""
    safe = {
        key: html.escape(value) if isinstance(value, str) else value
        for key, value in resources.items()
    }
    names = [str(safe.get(key) or "") for key in ("first_name", "last_name")]
    safe["student"] = " ".join(filter(None, names)) or safe.get("student")
    safe["first_name"] = safe["last_name"] = None  # so that it shows the one above
    return safe
