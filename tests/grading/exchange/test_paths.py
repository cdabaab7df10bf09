"""Names of files: any script is welcome, and none leads out of its folder."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.exchange.errors import UploadRefused
from grading.exchange.paths import DEEPEST, LONGEST_NAME, check_path, check_paths

SCRIPTS = [
    "p1.ipynb",
    "واجب 1/الإجابة.ipynb",
    "کتاب‌ها.ipynb",  # Persian is written with a zero-width non-joiner
    "Домашнє завдання.ipynb",
    "作业/第一题.ipynb",
    "ගෙදර වැඩ.ipynb",
    "Übung/Größe.ipynb",
    ".hidden",
    "a.b/c-d_e+f (2).txt",
]
PARTS = st.text(st.characters(categories=("L", "M", "N")), min_size=1, max_size=20)


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_name_in_any_script_is_taken(path):
    check_path(path)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/passwd", "absolute"),
        ("C:/x.txt", "absolute"),
        ("../x.ipynb", "leads out"),
        ("a/../../x", "leads out"),
        ("a/./x", "leads out"),
        ("a//x", "leads out"),
        ("a/", "leads out"),
        ("", "leads out"),
        ("a\\..\\x", "“\\”"),
        ("a\0b", "cannot be seen"),
        ("a\nb", "cannot be seen"),
        ("a\x7fb", "cannot be seen"),
        ("photo\u202egpj.exe", "cannot be seen"),
        ("a\u2028b", "cannot be seen"),
        ("a\ud800", "no text"),
        ("x" * (LONGEST_NAME + 1), "too long"),
        ("é" * LONGEST_NAME, "too long"),
        ("/".join(["aaaaaaaaaa"] * 120), "too long"),
        ("/".join("a" * (DEEPEST + 1)), "too deep"),
        (unicodedata.normalize("NFD", "é.txt"), "normal form"),
        ("a?.txt", "“?”"),
        ("a .txt /b", "space"),
        ("name.", "dot"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(path, why):
    with pytest.raises(UploadRefused) as caught:
        check_path(path)
    assert why in str(caught.value)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in str(caught.value))


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        (["a.txt", "A.TXT"], "one name"),
        (["straße", "STRASSE"], "one name"),
        (["a", "a/b"], "a file and a folder"),
        (["A/b/c", "a/B"], "a file and a folder"),
    ],
)
def test_names_that_meet_on_some_computers_are_refused(paths, why):
    with pytest.raises(UploadRefused, match=why):
        check_paths(paths)


@given(st.text(max_size=60))
def test_whatever_is_taken_stays_in_its_folder_and_can_be_written(path):
    try:
        check_path(path)
    except UploadRefused:
        return
    home = Path("/home/a")
    whole = Path(os.path.normpath(home / path))
    assert whole.is_relative_to(home) and whole != home
    assert (home / path).parts == whole.parts
    assert path.encode().decode() == path
    assert all(len(part.encode()) <= LONGEST_NAME for part in path.split("/"))


@given(st.lists(PARTS.map(lambda part: unicodedata.normalize("NFC", part)), min_size=1, max_size=3))
def test_letters_of_every_script_make_a_name(parts):
    check_path("/".join(parts))


@given(st.lists(st.sampled_from(["a", "A", "b", "a/b", "A/B", "a/b/c", "ä"]), max_size=6))
def test_paths_that_are_taken_together_can_lie_in_one_folder(paths):
    try:
        check_paths(paths)
    except UploadRefused:
        return
    same = [path.casefold() for path in paths]
    assert len(set(same)) == len(same)
    assert not any(other.startswith(f"{path}/") for path in same for other in same)
