"""The ranking counts the trials that were asked for, and no others."""

from collections.abc import Callable

import pytest
from scorer.leaderboard import Leaderboard
from scorer.leaderboard_command import app
from scorer.score import SCORER_VERSION
from scorer.store import Store
from scorer.trial import Trial
from typer.testing import CliRunner


@pytest.fixture
def board(address: str, make_trial: Callable[..., Trial]) -> Leaderboard:
    """Ann has an unofficial trial better than her official one; Bob is between them."""
    store = Store(address)
    for name, trials in (
        ('Ann', [make_trial(steps=200), make_trial(steps=180, start=None)]),
        ('Bob', [make_trial(steps=190)]),
    ):
        evaluation = store.begin_evaluation(name, 'f' * 64)
        for number, trial in enumerate(trials, start=1):
            store.add_trial(evaluation, number, trial)
    return Leaderboard(address)


def names(board: Leaderboard, **filters: object) -> list[tuple[int, str, int]]:
    return [
        (standing.rank, standing.evaluation.policy, len(standing.trials))
        for standing in board.list_ranking(**filters)
    ]


def test_official_and_unofficial_trials_are_ranked_apart(board: Leaderboard) -> None:
    assert names(board) == [(1, 'Ann', 2), (2, 'Bob', 1)]
    assert names(board, official=True) == [(1, 'Bob', 1), (2, 'Ann', 1)]
    assert names(board, official=False) == [(1, 'Ann', 1)]


def test_trials_that_another_version_scored_are_ranked_as_unofficial(
    board: Leaderboard,
    address: str,
    make_trial: Callable[..., Trial],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as past:
        past.setattr('scorer.store.SCORER_VERSION', '0')
        store = Store(address)
        old = store.begin_evaluation('Old', 'f' * 64)
    store.add_trial(old, 1, make_trial(steps=170))
    assert names(board) == [(1, 'Old', 1), (2, 'Ann', 2), (3, 'Bob', 1)]
    assert names(board, official=True) == [(1, 'Bob', 1), (2, 'Ann', 1)]
    assert names(board, official=False) == [(1, 'Old', 1), (2, 'Ann', 1)]
    shown = CliRunner().invoke(app, ['show', str(old), '--store', address]).output
    assert f'scored by version 0 of the scorer, this is version {SCORER_VERSION}' in shown


def test_another_world_has_its_own_ranking(board: Leaderboard) -> None:
    assert names(board, world='mars') == [(1, 'Ann', 2), (2, 'Bob', 1)]
    assert names(board, world='moon') == []


def test_a_standing_shows_the_best_of_the_trials_that_count(board: Leaderboard) -> None:
    ann = board.list_ranking(official=True)[1]
    assert ann.best == ann.trials[0].score
    assert ann.trials[0].steps == 200
    assert ann.submission_id is None
