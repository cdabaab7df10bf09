"""Where the courses and translations that travel with the program lie on disk."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the folder ``name`` (``notebooks`` or ``translations``) of this installation.

    A checkout has them at its top; an installed wheel carries them in ``lp_widgets/share``.
    """
    packaged = _PACKAGE / "share" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
