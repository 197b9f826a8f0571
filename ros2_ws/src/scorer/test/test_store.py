"""The store keeps every trial, ranks by the best one and says what it cannot do."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from scorer.database import Database, StoreError
from scorer.episode import Episode
from scorer.store import Store
from scorer.trial import Trial
from sqlalchemy import text


def test_the_best_trial_ranks_and_those_without_a_score_come_last(
    filled: str,
) -> None:
    ranking = Store(filled).ranking()
    assert [row.policy for row in ranking] == ['fast.onnx', 'slow.onnx', 'crash.onnx']
    assert [row.policy for row in Store(filled).ranking(limit=1)] == ['fast.onnx']


def test_a_trial_comes_back_with_every_field(
    address: str, make_trial: Callable[..., Trial]
) -> None:
    store = Store(address)
    big_seed = 2**64 - 1
    evaluation = store.begin_evaluation('policy.onnx', 'f' * 64)
    store.add_trial(evaluation, 1, make_trial(seed=big_seed))
    row = Store(address).evaluation(evaluation).trials[0]
    assert (row.outcome, row.score, row.official) == ('reached', 9765.25, False)
    assert (row.average_acceleration, row.maximum_acceleration) == (0.25, 3.0)
    assert (row.final_distance, row.steps, row.power_left) == (0.4, 190, 1810)
    assert (row.seed, row.world, row.policy_hash) == (str(big_seed), 'mars', 'f' * 64)
    assert row.ended_at.utcoffset() is not None
    assert 'reached at the checkpoint after 190 steps' in row.summary


def test_the_ranking_can_be_kept_to_official_trials_of_a_world(
    filled: str, finished: Episode, make_trial: Callable[..., Trial]
) -> None:
    store = Store(filled)
    elsewhere = make_trial(simulation=replace(finished.simulation, world='moon'))
    store.add_trial(store.begin_evaluation('moon.onnx', 'e' * 64), 1, elsewhere)
    assert [row.policy for row in store.ranking(world='moon')] == ['moon.onnx']
    assert 'moon.onnx' not in [row.policy for row in store.ranking(official=True)]


def test_a_trial_is_on_the_disk_before_its_evaluation_is_over(
    address: str, make_trial: Callable[..., Trial]
) -> None:
    store = Store(address)
    store.add_trial(store.begin_evaluation('policy.onnx', ''), 1, make_trial())
    with Database(address).reading() as other:
        assert other.scalars(text('select score from trials')).all() == [9765.25]


def test_a_trial_is_never_entered_twice(address: str, make_trial: Callable[..., Trial]) -> None:
    store = Store(address)
    evaluation = store.begin_evaluation('policy.onnx', '')
    store.add_trial(evaluation, 1, make_trial())
    with pytest.raises(StoreError, match='cannot be written'):
        store.add_trial(evaluation, 1, make_trial())


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / 'notes.txt').write_text('not a database, but long enough to look at' * 50)
    with pytest.raises(StoreError, match=r'notes\.txt cannot be opened: file is not a database'):
        Store(str(tmp_path / 'notes.txt'))


@pytest.mark.parametrize('address', ['nothing://host/name', 'postgresql+nodriver://h/n'])
def test_an_address_of_an_unknown_kind_is_named(address: str) -> None:
    with pytest.raises(StoreError, match='cannot be opened'):
        Store(address)


def test_an_unknown_evaluation_is_told(address: str) -> None:
    with pytest.raises(StoreError, match='has no evaluation 5'):
        Store(address).evaluation(5)
