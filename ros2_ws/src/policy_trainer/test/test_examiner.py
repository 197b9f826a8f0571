"""Tests between blocks: the screening first, the full test of what did well, fresh starts each."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from policy_trainer.config_file import Settings, make_config, merge_settings
from policy_trainer.drive_recorder import Columns
from policy_trainer.environments import Environments
from policy_trainer.evaluate import Driver
from policy_trainer.examiner import Examiner
from rover_env.spec import ACTION_NAMES, slot


class Kept:
    """Keeps what it is given to record."""

    def __init__(self) -> None:
        self.episodes: list[Mapping[str, Any]] = []

    def new_episodes(self, n: int) -> NDArray[np.int64]:
        return np.arange(n)

    def episode(self, record: Mapping[str, Any]) -> None:
        self.episodes.append(record)

    def steps(self, columns: Columns, test: bool) -> None:
        pass


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def examiner(environments: Environments, tiny_run: Settings, kept: Kept) -> Callable[..., Examiner]:
    config = make_config(merge_settings(tiny_run, {'evaluation': {'starts': 8, 'physics': 'full'}}))

    def make(watch: Callable[[str], bool] = lambda what: True) -> Examiner:
        return Examiner(environments, config, kept, watch)

    return make


def _always(action: str, seen: list[float] | None = None) -> Driver:
    def drive(observations: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if seen is not None:
            seen.extend(observations[:, slot('goal_distance').start].tolist())
        actions = np.full(len(observations), ACTION_NAMES.index(action))
        return actions, np.eye(len(ACTION_NAMES), dtype=np.float32)[actions]

    return drive


def test_the_full_test_follows_a_good_screening(
    examiner: Callable[..., Examiner], kept: Kept
) -> None:
    exam = examiner().examine(_always('straight'), block=1, full_from_rate=0.95)
    assert exam and exam.full
    assert exam.screening.success_rate == exam.full.success_rate == 1.0
    assert exam.metrics().keys() == {
        'screening/success_rate', 'screening/mean_score',
        'evaluation/success_rate', 'evaluation/mean_score',
    }  # fmt: skip
    assert [episode['physics'] for episode in kept.episodes] == ['fast'] * 8 + ['full'] * 8
    assert all(episode['test'] for episode in kept.episodes)


@pytest.mark.parametrize(('action', 'full_from_rate'), [('left', 0.95), ('straight', None)])
def test_a_bad_screening_or_an_early_one_is_the_whole_test(
    examiner: Callable[..., Examiner], action: str, full_from_rate: float | None
) -> None:
    exam = examiner().examine(_always(action), block=1, full_from_rate=full_from_rate)
    assert exam and exam.full is None
    assert exam.screening.success_rate == float(action == 'straight')


def test_weights_that_passed_the_full_test_rank_above_all_that_did_not(
    examiner: Callable[..., Examiner],
) -> None:
    bad, early, good = (
        examiner().examine(_always(action), 1, rate)
        for action, rate in (('left', 0.95), ('straight', None), ('straight', 0.95))
    )
    assert bad and early and good
    assert bad.rank < early.rank < good.rank


def test_a_test_that_is_broken_off_has_no_result(examiner: Callable[..., Examiner]) -> None:
    told: list[str] = []

    def watch(what: str) -> bool:
        told.append(what)
        return len(told) < 3

    assert examiner(watch).examine(_always('straight'), block=1, full_from_rate=0.95) is None
    assert told == ['screening: 0 of 8 starts driven'] * 3


def test_each_block_has_starts_of_its_own_and_the_same_ones_when_repeated(
    examiner: Callable[..., Examiner],
) -> None:
    def starts(block: int) -> list[float]:
        seen: list[float] = []
        examiner().examine(_always('straight', seen), block, full_from_rate=None)
        return seen

    assert starts(1) == starts(1) != starts(2)
