"""What is in a file: notebooks are notebooks, archives are small when they are unpacked."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from grading.exchange import content
from grading.exchange.content import MOST_ENTRIES, check_content
from grading.exchange.errors import UploadRefused

BIG = b"\0" * (content.LARGEST_UNPACKED + 1)
NOTEBOOK = nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1")])).encode()
QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def zipped(names: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return made.getvalue()


def tarred(fill: Callable[[tarfile.TarFile], None], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        fill(archive)
    return made.getvalue()


def add(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""):
    def fill(archive: tarfile.TarFile) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.type, member.linkname = len(data), kind, link
        archive.addfile(member, io.BytesIO(data))

    return fill


def lying_zip() -> bytes:
    """A zip whose list says that its one entry is small."""
    made = zipped({"a": BIG})
    true, told = len(BIG).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert made.count(true) >= 1
    return made.replace(true, told)


def overlapping_zip() -> bytes:
    """A zip of many entries that all are the same packed bytes (D. Fifield's construction)."""
    one = zipped({"a": b"\0" * 10_000_000})
    end = one.rindex(b"PK\x05\x06")
    start = one.index(b"PK\x01\x02")
    entry, times = one[start:end], 200
    tail = bytearray(one[end:])
    tail[8:12] = times.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * times).to_bytes(4, "little")
    return one[:start] + entry * times + bytes(tail)


HARMLESS = {
    "p1.ipynb": NOTEBOOK,
    "old.IPYNB": json.dumps({"nbformat": 3, "metadata": {}, "worksheets": []}).encode(),
    "data.csv": b"a,b\n1,2\n",
    "empty.txt": b"",
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "essay.docx": zipped({"word/document.xml": b"<x/>" * 100}),
    "data.zip": zipped({"a.csv": b"1\n" * 1000}, zipfile.ZIP_STORED),
    "data.csv.gz": gzip.compress(b"1\n" * 1000),
    "data.csv.xz": lzma.compress(b"1\n" * 1000),
    "data.csv.bz2": bz2.compress(b"1\n" * 1000),
    "data.tar": tarred(add("a.csv", b"1\n")),
    "data.tar.gz": tarred(add("a.csv", b"1\n"), "w:gz"),
}
HARMFUL = {
    "bomb.zip": (zipped({"a": BIG}), "unpacks to more"),
    "bomb.docx": (zipped({"a": BIG}), "unpacks to more"),
    "bomb.gz": (gzip.compress(BIG), "unpacks to more"),
    "bomb.bz2": (bz2.compress(BIG), "unpacks to more"),
    "bomb.xz": (lzma.compress(BIG), "unpacks to more"),
    "lies.zip": (lying_zip(), "cannot be read"),
    "overlap.zip": (overlapping_zip(), "to more"),
    "many.zip": (zipped({f"{n}": b"" for n in range(MOST_ENTRIES + 1)}), "more than 2000"),
    "inner.zip": (zipped({"b.zip": zipped({"a": b"x"})}, zipfile.ZIP_STORED), "another archive"),
    "inner.gz": (gzip.compress(gzip.compress(b"x")), "another archive"),
    "greedy.zip": (zipped({"a": b"x"}, zipfile.ZIP_LZMA), "cannot be read"),
    "half.zip": (zipped({"a": b"x" * 100})[:-30], "cannot be read"),
    "half.gz": (gzip.compress(bytes(range(256)) * 50)[:-20], "cannot be read"),
    "half.xz": (lzma.compress(bytes(range(256)) * 50)[:-20], "cannot be read"),
    "link.tar": (tarred(add("a", kind=tarfile.SYMTYPE, link="/etc/passwd")), "link or a device"),
    "device.tar": (tarred(add("a", kind=tarfile.CHRTYPE)), "link or a device"),
    "many.tar": (
        tarred(lambda a: [add(f"{n}")(a) for n in range(MOST_ENTRIES + 1)]),
        "more than 2000",
    ),
    "text.ipynb": (b"x = 1\n", "no notebook"),
    "half.ipynb": (NOTEBOOK[:-5], "no notebook"),
    "list.ipynb": (b"[]", "no notebook"),
    "other.ipynb": (b'{"a": 1}', "no notebook"),
    "cells.ipynb": (b'{"nbformat": 4, "metadata": {}, "cells": 3}', "no notebook"),
    "deep.ipynb": (b"[" * 100_000, "no notebook"),
    "layers.ipynb": (
        b'{"nbformat": 4, "cells": [], "metadata": {"a": ' + b"[" * 200 + b"]" * 200 + b"}}",
        "no notebook",
    ),
    "bytes.ipynb": (b"\xff\xfe\x00", "no notebook"),
    "zip.ipynb": (zipped({"a": b"x"}), "no notebook"),
    "huge.ipynb": (b" " * (content.LARGEST_NOTEBOOK + 1), "larger than 10 MB"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_a_learner_works_with_is_taken(tmp_path, name):
    path = tmp_path / "content"
    path.write_bytes(HARMLESS[name])
    check_content(name, path)
    assert path.read_bytes() == HARMLESS[name]


@pytest.mark.parametrize("name", HARMFUL)
def test_what_would_harm_is_refused_by_its_name_and_reason(tmp_path, name):
    data, why = HARMFUL[name]
    path = tmp_path / "content"
    path.write_bytes(data)
    with pytest.raises(UploadRefused) as caught:
        check_content(name, path)
    assert why in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


MAGIC = [b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\x00"]


@QUICK
@given(st.sampled_from(MAGIC), st.binary(max_size=400), st.sampled_from(["a.ipynb", "a.bin"]))
def test_whatever_bytes_come_they_are_taken_or_refused(tmp_path, magic, rest, name):
    path = tmp_path / "content"
    path.write_bytes(magic + rest)
    try:
        check_content(name, path)
    except UploadRefused as error:
        assert name in str(error)


@QUICK
@given(st.sampled_from(sorted(HARMLESS)), st.data())
def test_a_damaged_file_is_taken_or_refused(tmp_path, name, data):
    whole = bytearray(HARMLESS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        if whole:
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "content"
    path.write_bytes(bytes(whole))
    try:
        check_content(name, path)
    except UploadRefused as error:
        assert str(error)
