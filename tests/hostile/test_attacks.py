"""Each attack is refused, and succeeds when just the fence that stops it is taken away."""

import pytest

from tests.hostile.attacks import ATTACKS, numbers
from tests.hostile.kernels import MODES, DeadKernel


def _try(kernels, estate, neighbour, attack, mode, without=frozenset()):
    kernel = kernels.kept(mode, without)
    try:
        said = kernel.run(estate.names(neighbour) + numbers() + attack.code)
    except DeadKernel:
        kernel.stop()
        said = "dead"
    harmed = attack.harmed(estate) if attack.harmed else None
    if estate.victim.poll() is not None or harmed:
        estate.fresh_victim()
    return said, harmed


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_is_refused_exactly(kernels, estate, neighbour, attack, mode):
    said, harmed = _try(kernels, estate, neighbour, attack, mode)

    inside = mode == "namespaces" and attack.inside is not None
    assert said == (attack.inside if inside else attack.refusal)
    assert not harmed


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_the_attack_succeeds_without_the_fence_that_stops_it(kernels, estate, neighbour, attack):
    said, harmed = _try(kernels, estate, neighbour, attack, "plain", attack.walls)

    assert said.startswith(attack.success)
    assert harmed in (None, True)
