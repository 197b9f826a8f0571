"""Only an episode that reached the checkpoint has a score; only the gold standard is official."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rover_env.score import score
from scorer.episode import Episode, Pose
from scorer.gold import Gold
from scorer.score import judge


def test_the_score_takes_steps_metres_and_acceleration_off_ten_thousand() -> None:
    assert score(190, 44.5, 0.25) == 9765.25


@given(
    steps=st.integers(1, 2000),
    distance_m=st.floats(0.0, 500.0),
    acceleration_mps2=st.floats(0.0, 50.0),
)
def test_more_of_anything_never_raises_the_score(
    steps: int, distance_m: float, acceleration_mps2: float
) -> None:
    base = score(steps, distance_m, acceleration_mps2)
    assert score(steps + 1, distance_m, acceleration_mps2) == pytest.approx(base - 1.0)
    assert score(steps, distance_m + 1.0, acceleration_mps2) < base
    assert score(steps, distance_m, acceleration_mps2 + 1.0) < base


def test_an_official_finish_has_a_score_and_no_reason(finished: Episode, gold: Gold) -> None:
    verdict = judge(finished, gold)
    assert (verdict.score, verdict.official, verdict.reason) == (9765.25, True, '')


@pytest.mark.parametrize('outcome', ['collision', 'left_map', 'power_drained', 'policy_lost'])
def test_any_other_outcome_has_no_score_but_a_reason(
    finished: Episode, gold: Gold, outcome: str
) -> None:
    verdict = judge(replace(finished, outcome=outcome, detail='because'), gold)
    assert verdict.score is None
    assert verdict.reason == f'no score: the episode ended with {outcome} (because)'


@pytest.mark.parametrize('bad', [math.nan, math.inf])
def test_a_finish_with_a_broken_measurement_has_no_score(
    finished: Episode, gold: Gold, bad: float
) -> None:
    assert judge(replace(finished, distance_travelled_m=bad), gold).score is None


@pytest.mark.parametrize(
    ('change', 'clause'),
    [
        ({'world': 'training_grounds'}, 'the world is training_grounds, not mars'),
        ({'world': ''}, 'the world is unknown'),
        ({'world_checksum': 'd' * 64}, 'the world mars was changed (checksum dddddddddddd'),
        ({'rover_checksum': ''}, 'the checksum of the rover is unknown'),
        ({'spec_checksum': 'd' * 64}, 'the observation layout was changed'),
        ({'physics_step_s': 0.02}, 'the physics step is 0.02 s, more than 0.005 s'),
        ({'physics_step_s': 0.0}, 'the physics step is unknown'),
        ({'physics_step_s': math.nan}, 'the physics step is unknown'),
    ],
)
def test_another_simulation_is_scored_but_not_official(
    finished: Episode, gold: Gold, change: dict[str, object], clause: str
) -> None:
    simulation = replace(finished.simulation, **change)
    verdict = judge(replace(finished, simulation=simulation), gold)
    assert verdict.score == 9765.25
    assert not verdict.official
    assert verdict.reason.startswith('not official: ')
    assert clause in verdict.reason


def test_a_finer_physics_step_is_official(finished: Episode, gold: Gold) -> None:
    finer = replace(finished, simulation=replace(finished.simulation, physics_step_s=0.001))
    assert judge(finer, gold).official


@pytest.mark.parametrize('start', [Pose(0.1, 0.0, 3.14159), Pose(0.0, 0.0, 3.0), None])
def test_another_start_is_not_official(finished: Episode, gold: Gold, start: Pose | None) -> None:
    assert not judge(replace(finished, start=start), gold).official


@pytest.mark.parametrize('seed', [0, 4, 2**64 - 1])
def test_another_seed_is_not_official(finished: Episode, gold: Gold, seed: int) -> None:
    verdict = judge(replace(finished, seed=seed), gold)
    assert verdict.reason == f'not official: the seed is {seed}, official are 1, 2, 3'


def test_a_start_yaw_of_minus_pi_is_the_same_as_pi(finished: Episode, gold: Gold) -> None:
    assert judge(replace(finished, start=Pose(0.0, 0.0, -3.14159)), gold).official


def test_a_crash_in_a_changed_world_tells_both_reasons(finished: Episode, gold: Gold) -> None:
    crash = replace(
        finished,
        outcome='collision',
        simulation=replace(finished.simulation, world_checksum='d' * 64),
    )
    reason = judge(crash, gold).reason
    assert 'no score: the episode ended with collision; not official: the world' in reason
