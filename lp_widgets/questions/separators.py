"""How each locale writes numbers: decimal sign, group sign, group sizes, digits.

A table of our own, from Unicode's CLDR 49, so that a mark given today is given again after an
update of any library; a test holds it to Babel's CLDR, for every locale that Babel knows.
"""

from dataclasses import dataclass
from functools import lru_cache

ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"
NATIVE_DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}


@dataclass(frozen=True)
class Separators:
    """``group`` is one of ``,`` ``.`` ``'`` ``،`` and space; ``lakh`` is 12,34,567.

    ``slash`` says that a slash is also written for the decimal sign.
    """

    decimal: str = "."
    group: str = ","
    lakh: bool = False
    digits: str = "latn"
    slash: bool = False


# Locales that differ from "1,234.5"; a locale that is not here does as its shorter tag does.
_COMMA_SPACE = """
ady af agq ba bas be bg blo br bua cs cv dua dyo en-CZ en-EE en-FI en-FR en-GE en-HU en-LT en-LV
en-NO en-PT en-SE en-SK en-UA en-ZA eo es-CR et ewo ff fi fr gl ht hu hy ie ka kab kbd kea kk ksf
ky lt lv nb nmg nn no nr pl pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL rm
ru sah se shi sk smn sq ss sv tg tk tok ts tt tzm uk uz ve vec yav zgh
"""
_COMMA_POINT = """
ar-DZ ar-LB ar-LY ar-MA ar-MR ar-TN ast az bs ca da de dsb el en-AT en-BE en-DE en-DK en-ES en-ID
en-IT en-NL en-PL en-RO en-SI es eu fo fr-LU fy hr hsb ia id is it jgo jv kgp kkj kl ku lb lij lld
ln lo lu mgh mk ms-Arab-BN ms-BN ms-ID mua nl nnh pms ps pt qu-BO rn ro rw sc scn seh sg sl sr su
sw-CD tr uz-Arab vi wo yrl
"""
_POINT_COMMA = """
az-Arab az-Cyrl es-419 es-BR es-BZ es-CU es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV
es-US fr-RW ks-Deva ku-Arab pa-Arab ta-MY ta-SG
"""
_LAKH = "as bn brx ccp dv dz en-IN gu hi kok kxv ml mr ne or pa sa ta te xnr"
_POINT_APOSTROPHE = "de-CH de-LI en-CH gsw it-CH"
_POINT_SPACE = "dje khq kk-Arab mfe ses to twq tyv xh"
_POINT_ARABIC_COMMA = "ks nqo"
_COMMA_APOSTROPHE = "fr-CH"
# The digits that we write, as in lp_widgets.locales: those that schools of the language teach.
_DIGITS = {"ar": "arab", "ckb": "arab", "fa": "arabext", "ps": "arabext"}
# In Persian, 12/5 is how many hands write 12.5.
_SLASH = frozenset({"fa"})
_LONGEST_TAG = 35


def _table() -> dict[str, tuple[str, str, bool]]:
    groups = [
        (_COMMA_SPACE, (",", " ", False)),
        (_COMMA_POINT, (",", ".", False)),
        (_POINT_COMMA, (".", ",", False)),
        (_LAKH, (".", ",", True)),
        (_POINT_APOSTROPHE, (".", "'", False)),
        (_POINT_SPACE, (".", " ", False)),
        (_COMMA_APOSTROPHE, (",", "'", False)),
        (_POINT_ARABIC_COMMA, (".", "،", False)),
    ]
    return {tag.lower(): style for tags, style in groups for tag in tags.split()}


_TABLE = _table()


@lru_cache(maxsize=512)
def separators(locale: str) -> Separators:
    """Return how ``locale`` (a BCP 47 tag) writes numbers; an unknown one as English does."""
    tag = locale[:_LONGEST_TAG].replace("_", "-").lower()
    language = tag.split("-")[0]
    digits, slash = _DIGITS.get(language, "latn"), language in _SLASH
    while tag:
        if tag in _TABLE:
            decimal, group, lakh = _TABLE[tag]
            return Separators(decimal, group, lakh, digits, slash)
        tag = tag.rpartition("-")[0]
    return Separators(digits=digits, slash=slash)
