"""Kernels to attack and an estate to attack, made once: starting them is what costs."""

import pytest

from tests.hostile.estate import Estate
from tests.hostile.kernels import Kernels


@pytest.fixture(scope="session")
def estate(tmp_path_factory):
    """What learners' code must not reach."""
    planted = Estate.plant(tmp_path_factory.mktemp("estate"))
    yield planted
    planted.clear()


@pytest.fixture(scope="session")
def kernels(tmp_path_factory, estate):
    """Fenced kernels on demand; each may read the estate's ``shared`` folder."""
    folder = tmp_path_factory.mktemp("k")
    made = Kernels(folder, {"also_readable": [str(estate.root / "shared")]})
    yield made
    made.stop()


@pytest.fixture(scope="session")
def neighbour(kernels):
    """Another learner's kernel, with her work in it, wholly fenced."""
    kernel = kernels.fresh("plain")
    kernel.run("open('mine.txt', 'w').write('canary-5f1d2c')")
    yield kernel
    kernel.stop()
