"""What every test may use: a lab's folder, and a running lab with people in it."""

import pytest

from grading.records.database import Database
from hub_config.lab.folder import Folder
from tests.e2e.lab import RunningLab


@pytest.fixture
def folder(tmp_path):
    """An empty lab's folder."""
    made = Folder(tmp_path / "data")
    made.create()
    return made


@pytest.fixture
def database(tmp_path):
    """An empty record, on the disk."""
    made = Database(tmp_path / "classroom.sqlite")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A lab that runs for the whole session, with a roster of two classes."""
    running = RunningLab(tmp_path_factory.mktemp("lab"))
    running.start()
    yield running
    running.stop()
