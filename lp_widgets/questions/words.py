"""Short texts made comparable: what makes no difference to a reader makes none to a mark."""

import re
import unicodedata

# Arabic vowel signs, Koranic marks and the tatweel; Hebrew vowel points. They are written to help
# a reader, and leaving them out is mostly no mistake.
_VOWELS = re.compile(
    "[\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
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
_TATWEEL = "\u0640"
# Letters that look the same in Latin and in Cyrillic writing.
_LOOK_ALIKE = str.maketrans("ABCEHIJKMOPSTXYaceijopsxy", "АВСЕНІЈКМОРЅТХУасеіјорѕху")
_AROUND = " .,:;!?…·\"'“”„«»‹›()؟،؛۔।。、"
_TURKIC = frozenset({"tr", "az"})


def is_sound(text: str) -> bool:
    """Say whether a text can have been typed: no control characters, no half characters."""
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r\f" for letter in text
    )


def fold(
    text: str, locale: str, *, accents: bool = True, vowels: bool = False, case: bool = False
) -> str:
    """Return ``text`` in the form in which two answers are compared.

    NFC, case folded unless ``case`` counts (in Turkish and Azeri ``I`` is ``ı``), without tatweel
    and invisible marks, white space and the punctuation around it folded. Arabic and Hebrew vowel
    signs are kept only where ``vowels`` count. ``accents=False`` also takes ``é`` for ``e``, ``أ``
    for ``ا``, ``ة`` for ``ه`` and ``ى`` for ``ي``.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = text.replace(_TATWEEL, "").translate(_SAME)
    if not vowels:
        text = _VOWELS.sub("", text)
    text = " ".join(text.split())
    text = text.strip(_AROUND) or text
    if not case:
        if locale[:3].replace("_", "-").split("-")[0].lower() in _TURKIC:
            text = text.replace("I", "ı").replace("İ", "i")
        text = unicodedata.normalize("NFC", text.casefold())
    return text if accents else _bare(text, vowels)


def _bare(text: str, vowels: bool) -> str:
    spread = unicodedata.normalize("NFD", text).translate({0x649: "\u064a", 0x629: "\u0647"})
    return "".join(
        letter
        for letter in spread
        if unicodedata.category(letter) != "Mn" or (vowels and _VOWELS.match(letter))
    )


def mixes_alphabets(text: str) -> bool:
    """Say whether one word has Latin and Cyrillic letters: somebody forgot to switch a keyboard."""
    return any(
        {"LATIN", "CYRILLIC"} <= {unicodedata.name(letter, "?").split()[0] for letter in word}
        for word in re.findall(r"[^\W\d_]+", text)
    )


def look_alike(text: str) -> str:
    """Return ``text`` with Latin letters as the Cyrillic ones that look the same."""
    return text.translate(_LOOK_ALIKE)


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped with their neighbour.

    Optimal string alignment; counting stops at ``most`` + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, target in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
