"""Short texts made comparable: what makes no difference to a reader makes none to a mark."""

import re
import unicodedata

# Arabic vowel signs, Koranic marks and the tatweel; Hebrew vowel points. They are written to help
# a reader, and leaving them out is no mistake.
_POINTS = re.compile(
    "[\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"
)
_SAME = str.maketrans(
    {
        # Persian and Arabic keyboards give one letter two codes.
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        **dict.fromkeys("\u2019\u02bc\u02b9\u2032\u00b4`\uff07", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
    }
)
_AROUND = " .,:;!?…·\"'“”„«»‹›()؟،؛۔।。、"
_TURKIC = frozenset({"tr", "az"})


def is_sound(text: str) -> bool:
    """Say whether a text can have been typed: no control characters, no half characters."""
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r\f" for letter in text
    )


def fold(text: str, locale: str, accents: bool = True) -> str:
    """Return ``text`` in the form in which two answers are compared.

    NFC, case folded (in Turkish and Azeri ``I`` is ``ı``), without vowel points, tatweel and
    invisible marks, white space and the punctuation around it folded. ``accents=False`` also
    takes ``é`` for ``e`` and ``أ`` for ``ا``.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = _POINTS.sub("", text).translate(_SAME)
    text = " ".join(text.split())
    text = text.strip(_AROUND) or text
    if locale[:3].replace("_", "-").split("-")[0].lower() in _TURKIC:
        text = text.replace("I", "ı").replace("İ", "i")
    text = unicodedata.normalize("NFC", text.casefold())
    if not accents:
        bare = unicodedata.normalize("NFD", text).replace("\u0649", "\u064a")
        text = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return text
