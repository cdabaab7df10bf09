"""The list of a hand-in: how many files, how large, and that it is a list at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.exchange.errors import UploadRefused
from grading.exchange.manifest import (
    LARGEST_FILE,
    LARGEST_WHOLE,
    MOST_FILES,
    as_json,
    check_manifest,
)

DIGEST = "0" * 64


def entry(size=1, digest=DIGEST):
    return {"sha256": digest, "size": size}


def test_a_list_is_read_and_written_the_same():
    told = {"p1.ipynb": entry(5), "data/a.csv": entry(0, "f" * 64)}
    assert as_json(check_manifest(told)) == told


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "no file"),
        ({f"{n}.txt": entry() for n in range(10_000)}, "10000 files"),
        ({"a": entry(LARGEST_FILE + 1)}, "at most 32 MB"),
        ({f"{n}": entry(LARGEST_FILE) for n in range(3)}, "96 MB together"),
        ({"a": entry(-1)}, "size in bytes"),
        ({"a": entry(True)}, "size in bytes"),
        ({"a": entry("1")}, "size in bytes"),
        ({"a": entry(1, "xyz")}, "SHA-256"),
        ({"a": entry(1, DIGEST.upper() + "A")}, "SHA-256"),
        ({"a": None}, "SHA-256"),
        ({"../a": entry()}, "leads out"),
    ],
)
def test_what_cannot_be_handed_in_is_refused_with_the_reason(told, why):
    with pytest.raises(UploadRefused) as caught:
        check_manifest(told)
    assert why in str(caught.value)


SIZES = st.dictionaries(
    st.integers(0, 10**6).map(str), st.integers(-5, 2 * LARGEST_FILE), max_size=12
)


@given(SIZES)
def test_no_list_goes_beyond_the_limits(sizes):
    try:
        files = check_manifest({path: entry(size) for path, size in sizes.items()})
    except UploadRefused:
        return
    assert 0 < len(files) <= MOST_FILES
    assert all(0 <= size <= LARGEST_FILE for _, size in files.values())
    assert sum(size for _, size in files.values()) <= LARGEST_WHOLE


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["sha256", "size", "x"]), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_whatever_json_comes_it_is_a_list_or_refused(told):
    try:
        assert check_manifest(told)
    except UploadRefused as error:
        assert str(error)
