"""A right and a wrong answer get the same points sealed as in one process, the test unchanged."""

from dataclasses import replace

import pytest

from tests.grading.autograder.sealed_scenarios import SCENARIOS
from tests.grading.autograder.sealed_sides import (
    POINTS,
    planned,
    points,
    scored,
    sealed,
    together,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_an_answer_gets_the_same_points_sealed_as_in_one_process(scenario):
    test = planned(scenario.test, scenario.right, scenario.locked, scenario.plain)
    assert test.sealed, test.why

    def cells(answer):
        return [each for each in (scenario.locked, answer, scenario.plain) if each]

    recorded = sealed(test, cells(scenario.right), recording=True)
    test = replace(test, places=tuple(recorded.places), shows=recorded.shows)

    assert points(together(cells(scenario.right), scenario.test)) == POINTS
    assert scored(sealed(test, cells(scenario.right))) == POINTS
    wrong = points(together(cells(scenario.wrong), scenario.test))
    assert wrong < POINTS
    assert scored(sealed(test, cells(scenario.wrong))) == wrong
