"""Write what a learner's browser gets into a folder, and the keys apart."""

import json
from collections.abc import Iterator
from pathlib import Path

from hub_config.classroom.live import LEARNER_MARK, STATIC_MARK
from hub_config.classroom.statics import Statics
from hub_config.preview.source import Source
from lp_widgets import plugins


def write(path: Path, folder: Path, locale: str) -> Iterator[Path]:
    """Build the lessons at ``path`` below ``folder``; yield each page. Raises LessonError."""
    source, statics = Source(path), Statics(plugins.load())
    for name in source.names():
        built = source.built(name, locale)
        place = Path(built.locale) / built.course / built.id
        page = folder / "pages" / place / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        static = f"../../../static/{statics.version}"
        text = built.page.replace(STATIC_MARK, static).replace(LEARNER_MARK, "")
        page.write_text(text, "utf-8")
        keys = folder / "keys" / place / "keys.json"
        keys.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys.touch(mode=0o600)
        keys.write_text(json.dumps(built.keys, ensure_ascii=False, indent=1), "utf-8")
        yield page
    for name, asset in statics.assets.items():
        file = folder / "pages" / "static" / statics.version / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(asset.plain)
