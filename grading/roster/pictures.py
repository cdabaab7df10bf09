"""The twelve sign-in pictures, drawn to be nameable at age five in any language."""

from collections.abc import Iterable

# Drawn on a 48 grid in the five colours below; the sign-in page and the printed cards share them.
COLOURS = {
    "--p1": "#5fb0d3",
    "--p2": "#f4b23c",
    "--p3": "#e0705a",
    "--p4": "#14293a",
    "--p5": "#4f9d6b",
}

_DRAWINGS = {
    "fish": (
        "<path d='M5 24c6-11 21-13 29-3l9-7v20l-9-7C26 37 11 35 5 24z' fill='var(--p1)'/>"
        "<path d='M23 15c3 6 3 12 0 18' fill='none' stroke='var(--p4)' stroke-width='2.5'/>"
        "<circle cx='13.5' cy='22' r='2.2' fill='var(--p4)'/>"
    ),
    "kite": (
        "<path d='M26 4l14 14-20 15L11 13z' fill='var(--p2)'/>"
        "<path d='M26 4 20 33M11 13l29 5' stroke='var(--p4)' stroke-width='2'/>"
        "<path d='M20 33c-3 4 1 6-2 10-2 2-5 1-7 0' fill='none' stroke='var(--p4)' "
        "stroke-width='2.5' stroke-linecap='round'/>"
    ),
    "cup": (
        "<path d='M33 20h5a6 6 0 0 1 0 12h-6' fill='none' stroke='var(--p4)' "
        "stroke-width='3.5'/>"
        "<path d='M9 15h25v15a10 10 0 0 1-10 10h-5A10 10 0 0 1 9 30z' fill='var(--p3)'/>"
        "<path d='M9 21h25v5H9z' fill='var(--p2)'/>"
    ),
    "tree": (
        "<path d='M22 26h5v17h-5z' fill='var(--p4)'/>"
        "<path d='M24.5 4c9 0 15 6 15 13s-6 13-15 13-15-6-15-13 6-13 15-13z' "
        "fill='var(--p5)'/>"
        "<path d='M24.5 36V18m0 8 7-6m-7 10-6-5' stroke='var(--p4)' stroke-width='2.5' "
        "fill='none'/>"
    ),
    "ball": (
        "<circle cx='24' cy='24' r='18' fill='var(--p2)'/>"
        "<path d='M24 6c-9 9-9 27 0 36M24 6c9 9 9 27 0 36M6 24h36' fill='none' "
        "stroke='var(--p4)' stroke-width='2.5'/>"
    ),
    "bird": (
        "<path d='M6 30c2-12 10-18 19-17 3-5 11-5 13 1l6 2-6 4c0 12-9 18-18 18-6 "
        "0-11-3-14-8z' fill='var(--p1)'/>"
        "<path d='M12 28c6 4 14 2 17-6' fill='none' stroke='var(--p4)' stroke-width='2.5'/>"
        "<circle cx='33' cy='16' r='2' fill='var(--p4)'/>"
    ),
    "cloud": (
        "<path d='M14 36a9 9 0 0 1-1-18 12 12 0 0 1 22-2 10 10 0 0 1 0 20z' "
        "fill='var(--p1)'/>"
        "<path d='M14 28h14M20 22h8' stroke='var(--p4)' stroke-width='2.5' "
        "stroke-linecap='round'/>"
    ),
    "drum": (
        "<path d='M7 15v19c0 4 8 7 17 7s17-3 17-7V15z' fill='var(--p3)'/>"
        "<ellipse cx='24' cy='15' rx='17' ry='7' fill='var(--p2)'/>"
        "<path d='m8 21 8 17 8-16 8 16 8-17' fill='none' stroke='var(--p4)' "
        "stroke-width='2.2'/>"
    ),
    "flower": (
        "<path d='M24 26v18m0-6c-6 0-9-3-10-7' stroke='var(--p5)' stroke-width='3.5' "
        "fill='none'/>"
        "<g fill='var(--p3)'>"
        "<circle cx='24' cy='10' r='6.5'/>"
        "<circle cx='33' cy='16.5' r='6.5'/>"
        "<circle cx='29.5' cy='27' r='6.5'/>"
        "<circle cx='18.5' cy='27' r='6.5'/>"
        "<circle cx='15' cy='16.5' r='6.5'/>"
        "</g>"
        "<circle cx='24' cy='19.5' r='5' fill='var(--p2)'/>"
    ),
    "apple": (
        "<path d='M24 15c5-5 16-3 16 9 0 10-7 18-11 18-2 0-3-1-5-1s-3 1-5 1C15 42 8 34 8 "
        "24c0-12 11-14 16-9z' fill='var(--p3)'/>"
        "<path d='M24 15c0-4 1-7 4-10' stroke='var(--p4)' stroke-width='3' fill='none' "
        "stroke-linecap='round'/>"
        "<path d='M27 11c4-5 9-4 11-3-1 4-6 6-11 3z' fill='var(--p5)'/>"
    ),
    "chair": (
        "<path d='M13 5h5v19h18v6H13z' fill='var(--p2)'/>"
        "<path d='M15 30v13m18-13v13M15 37h18' stroke='var(--p4)' stroke-width='4' "
        "fill='none'/>"
    ),
    "pencil": (
        "<path d='m6 42 3-12L32 7l9 9-23 23z' fill='var(--p2)'/>"
        "<path d='m6 42 3-12 9 9z' fill='var(--p3)'/>"
        "<path d='m28 11 9 9M6 42l5-1.4-3.6-3.600z' stroke='var(--p4)' stroke-width='2.5' "
        "fill='var(--p4)'/>"
    ),
}

PICTURES = tuple(_DRAWINGS)


def symbols(names: Iterable[str] = PICTURES) -> str:
    """Return pictures as SVG ``symbol`` elements ``p-NAME``, coloured by CSS variables."""
    return "".join(
        f"<symbol id='p-{name}' viewBox='0 0 48 48'>{_DRAWINGS[name]}</symbol>" for name in names
    )


def drawing(name: str) -> str:
    """Return one picture as an SVG document of its own, with fixed colours, for paper."""
    body = _DRAWINGS[name]
    for variable, colour in COLOURS.items():
        body = body.replace(f"var({variable})", colour)
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'>{body}</svg>"
