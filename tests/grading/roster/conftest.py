"""A real database and a hasher with a pepper file, for every test of the roster."""

from pathlib import Path

import pytest

from grading.records.database import Database
from grading.roster import secrets
from grading.roster.secrets import Hasher


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def database(data: Path):
    database = Database(data / "classroom.sqlite")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def hasher(data: Path) -> Hasher:
    return Hasher(secrets.pepper(data))
