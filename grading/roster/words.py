"""Names as people type them, made comparable: one spelling, no invisible signs, short enough."""

import re
import unicodedata

MAX_NAME = 40

# Marks that turn the writing direction of what follows: in a name they can only disguise it.
_BIDI = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)
# Spaces of every width, but no line break and no tab: those betray a damaged cell.
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Invisible, and no part of any spelling (zero-width joiners are: Persian and Sinhala need them).
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF], None)


def tidy(text: str) -> str:
    """Return ``text`` in NFC without direction marks and with single spaces."""
    text = unicodedata.normalize("NFC", text.translate(_BIDI).translate(_INVISIBLE))
    return _SPACES.sub(" ", text).strip()


def complaint(text: str, what: str) -> str:
    """Return why the tidied ``text`` cannot be a ``what`` (name, class), or an empty string."""
    if not text:
        return f"the {what} is empty"
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in text):
        return f"the {what} holds a control character or line break; type it again by hand"
    if not any(unicodedata.category(sign)[0] in "LN" for sign in text):
        return f"the {what} “{text}” holds no letter and no number"
    if len(text) > MAX_NAME:
        return f"the {what} is {len(text)} letters long; at most {MAX_NAME} fit on a card"
    return ""


def same(text: str) -> str:
    """Return what two spellings of one class have in common (``3A`` and ``3a`` are one class)."""
    return unicodedata.normalize("NFC", text.casefold())


def ascii_digits(text: str) -> str:
    """Return ``text`` with digits of any script as ASCII ones, without spaces and hyphens."""
    found = []
    for sign in unicodedata.normalize("NFC", text).translate(_BIDI).translate(_INVISIBLE):
        if sign.isspace() or sign in "-–·.":
            continue
        digit = unicodedata.digit(sign, None) if unicodedata.category(sign) == "Nd" else None
        found.append(sign if digit is None else str(digit))
    return "".join(found)
