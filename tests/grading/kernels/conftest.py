"""Fenced kernels for work instead of attacks."""

import pytest

from tests.hostile.kernels import Kernels


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """Fenced kernels on demand."""
    made = Kernels(tmp_path_factory.mktemp("k"), {})
    yield made
    made.stop()
