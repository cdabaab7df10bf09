"""What an older Landlock does not cover, seccomp does: Debian 12's own kernel has version 2."""

import pytest

EMPTY_BY_NAME = "attempt(lambda: os.truncate(SHARED, 0))"
EMPTY_BY_OPENING = "attempt(lambda: os.close(os.open(SHARED, os.O_RDONLY | os.O_TRUNC)))"
CONNECT = "import socket\nattempt(lambda: socket.create_connection(('127.0.0.1', TCP), 5).close())"
SIGNAL = "attempt(lambda: os.kill(VICTIM, 0))"


@pytest.mark.parametrize("code", [EMPTY_BY_NAME, EMPTY_BY_OPENING, CONNECT, SIGNAL])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_list_of_calls_holds_what_landlock_lets_through(
    kernels, estate, neighbour, code, version
):
    shared = estate.root / "shared/lesson.csv"
    before = shared.read_text()

    said = kernels.kept("plain", landlock=version).run(estate.names(neighbour) + code)

    assert said == "refused EPERM"
    assert shared.read_text() == before


@pytest.mark.parametrize("code", [EMPTY_BY_NAME, EMPTY_BY_OPENING, CONNECT, SIGNAL])
def test_without_it_landlock_2_lets_these_through(kernels, estate, neighbour, code):
    shared = estate.root / "shared/lesson.csv"
    before = shared.read_text()
    kernel = kernels.kept("plain", frozenset({"seccomp", "capabilities"}), landlock=2)

    said = kernel.run(estate.names(neighbour) + code)

    emptied = shared.read_text() != before
    shared.write_text(before)
    assert said == "allowed None"
    assert emptied == (code in (EMPTY_BY_NAME, EMPTY_BY_OPENING))
