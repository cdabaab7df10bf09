"""The documents as the tests see them: pages, fenced blocks, links and headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
_BLOCK = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.M | re.S)
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
_IMAGE = re.compile(r"<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.M)


@dataclass(frozen=True)
class Block:
    """One fenced block: its info string, its text, and the line on which it begins."""

    page: str
    line: int
    info: str
    text: str

    @property
    def language(self) -> str:
        return self.info.split(" ")[0]

    @property
    def words(self) -> list[str]:
        return self.info.split(" ")[1:]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """Return every document, by its path from the repository's root."""
    found = sorted((ROOT / "docs").rglob("*.md"))
    return [*TOP, *(str(path.relative_to(ROOT)) for path in found)]


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    text = read(page)
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[2].strip(), _unindented(found))
        for found in _BLOCK.finditer(text)
    ]


def _unindented(found: re.Match[str]) -> str:
    return re.sub(rf"^{found[1]}", "", found[3], flags=re.M)


def links(page: str) -> Iterator[str]:
    """Yield every target that a page links to or shows."""
    text = _BLOCK.sub("", read(page))
    yield from _LINK.findall(re.sub(r"`[^`\n]*`", "", text))
    yield from _IMAGE.findall(text)


def anchors(page: str) -> set[str]:
    """Return the anchors that a reader of Markdown gives to the headings of a page."""
    text = _BLOCK.sub("", read(page))
    plain = (re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", h) for h in _HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in plain}
