"""A picture beside a notebook is drawn inside the page, and can do nothing else."""

import struct
import zlib

import pytest

from lp_widgets.pictures import MAX_PNG, MAX_SVG, PictureError, read

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {0}>'
    "{1}</svg>"
)


def drawn(tmp_path, inside, root='viewBox="0 0 10 10"', alt="A leaf"):
    (tmp_path / "leaf.svg").write_text(SVG.format(root, inside), "utf-8")
    return read(tmp_path, "leaf.svg", alt).html()


def png(width, height):
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_a_drawing_keeps_its_shapes_and_the_pages_colours(tmp_path):
    made = drawn(tmp_path, '<path d="M0 0h9" fill="var(--leaf)" stroke-width="2"/>')
    assert 'role="img" aria-label="A leaf" viewBox="0 0 10 10"' in made
    assert '<path d="M0 0h9" fill="var(--leaf)" stroke-width="2"/>' in made


def test_names_inside_a_drawing_are_its_own(tmp_path):
    made = drawn(
        tmp_path,
        '<defs><pattern id="p"/><g id="g"/></defs><use xlink:href="#g"/><rect fill="url(#p)"/>',
    )
    own = f"{tmp_path.name}-leaf".lower().replace("_", "-")
    assert f'id="{own}-p"' in made
    assert f'href="#{own}-g"' in made
    assert f'fill="url(#{own}-p)"' in made


def test_what_drawing_programs_add_is_left_out(tmp_path):
    made = drawn(
        tmp_path,
        "<title>t</title><metadata>m</metadata><!-- c -->"
        '<sodipodi:namedview xmlns:sodipodi="http://x" onload="x"/>'
        '<g style="fill:#fff;stroke:none" class="btn" data-x="1"><path d="M0 0"/></g>',
    )
    assert made.endswith('<g fill="#fff" stroke="none"><path d="M0 0"/></g></svg>')


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onclick="alert(1)"/>',
        '<g ONLOAD="alert(1)"/>',
        "<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>",
        '<image href="http://x/y.png"/>',
        '<use href="http://x/y.svg#z"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<rect fill="url(http://x/y)"/>',
        "<rect fill=\"url( 'http://x/y' )\"/>",
        '<rect style="fill:url(//x)"/>',
        '<rect style="fill:\\75rl(//x)"/>',
        "<style>@import url(http://x)</style>",
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        "<filter/>",
        "<g>" * 60 + "</g>" * 60,
        "<g",
    ],
)
def test_what_is_more_than_a_drawing_is_refused(tmp_path, inside):
    with pytest.raises(PictureError, match=r"leaf\.svg"):
        drawn(tmp_path, inside)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        "<html/>",
        "",
        "GIF89a",
    ],
)
def test_entities_and_other_documents_are_refused(tmp_path, text):
    (tmp_path / "leaf.svg").write_text(text)
    with pytest.raises(PictureError):
        read(tmp_path, "leaf.svg", "A leaf")


def test_text_and_words_of_a_drawing_are_escaped(tmp_path):
    made = drawn(tmp_path, "<text>&lt;b&gt; &amp; <tspan>x</tspan> y</text>", alt='"><script>')
    assert "<text>&lt;b&gt; &amp; <tspan>x</tspan> y</text>" in made
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in made


def test_a_drawing_without_a_frame_gets_one(tmp_path):
    assert 'viewBox="0 0 48 32"' in drawn(tmp_path, "", 'width="48px" height="32"')


def test_wide_pictures_are_told_from_narrow_ones(tmp_path):
    for box, wide in [("0 0 320 176", True), ("0 0 80 96", False), ("broken", False)]:
        (tmp_path / "leaf.svg").write_text(SVG.format(f'viewBox="{box}"', ""))
        assert read(tmp_path, "leaf.svg", "A leaf").wide is wide


def test_a_png_travels_inside_the_page(tmp_path):
    (tmp_path / "p.png").write_bytes(png(20, 10))
    found = read(tmp_path, "p.png", "A leaf")
    assert found.wide
    assert 'alt="A leaf" width="20" height="10" src="data:image/png;base64,' in found.html("qpic")
    assert '<img class="qpic"' in found.html("qpic")


def test_a_png_that_is_none_is_refused(tmp_path):
    (tmp_path / "p.png").write_bytes(b"<svg onload=alert(1)>")
    with pytest.raises(PictureError, match="not a PNG"):
        read(tmp_path, "p.png", "A leaf")


@pytest.mark.parametrize(("name", "limit"), [("a.svg", MAX_SVG), ("a.png", MAX_PNG)])
def test_a_heavy_picture_is_refused(tmp_path, name, limit):
    (tmp_path / name).write_bytes(b" " * (limit + 1))
    with pytest.raises(PictureError, match="bytes"):
        read(tmp_path, name, "A leaf")


@pytest.mark.parametrize("name", ["", "a.gif", "a\0.svg", "http://x/a.svg", "C:\\a.svg", "no.svg"])
def test_a_name_that_is_no_picture_beside_the_notebook_is_refused(tmp_path, name):
    with pytest.raises(PictureError):
        read(tmp_path, name, "A leaf")
