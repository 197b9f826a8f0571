"""No submission is lost, driven by two workers at once, or scored twice, in either database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from policy_server.policy_file import PolicyFile
from scorer.database import Database
from scorer.episode import Episode
from scorer.gold import Gold
from scorer.score import OFFICIAL_SEEDS, judge
from scorer.store import Store
from scorer.submission_check import Entry
from scorer.submission_queue import (
    MAX_ATTEMPTS,
    Claim,
    LeaseLostError,
    SubmissionQueue,
    UnknownSubmissionError,
)
from scorer.tables import State
from scorer.trial import Trial

N_TRIALS = len(OFFICIAL_SEEDS)


def entry(number: int = 1, name: str = 'Ann') -> Entry:
    return Entry(name, '', '', PolicyFile(Path('policy.onnx'), b'', f'{number:064x}'))


@pytest.fixture
def queue(address: str) -> SubmissionQueue:
    return SubmissionQueue(Database(address))


@pytest.fixture
def impatient(address: str) -> SubmissionQueue:
    """The same queue, whose leases are over as soon as they begin."""
    return SubmissionQueue(Database(address), lease_s=0.0)


@pytest.fixture
def trial(finished: Episode, gold: Gold) -> Trial:
    return Trial(finished, judge(finished, gold))


def drive(queue: SubmissionQueue, claim: Claim, trial: Trial) -> None:
    for number in claim.missing:
        queue.begin_trial(claim, number)
        queue.add_trial(claim, number, trial)
    queue.finish(claim)


def test_submissions_are_driven_in_the_order_in_which_they_came(queue: SubmissionQueue) -> None:
    entered = [queue.enter(entry(number))[0].id for number in (1, 2, 3)]
    assert [queue.place(number) for number in entered] == [0, 1, 2]
    claimed = [queue.claim(f'worker {number}') for number in (1, 2, 3, 4)]
    assert [claim.submission_id if claim else None for claim in claimed] == [*entered, None]


def test_a_submission_goes_from_queued_to_done(queue: SubmissionQueue, trial: Trial) -> None:
    number = queue.enter(entry())[0].id
    assert queue.submission(number).state == State.QUEUED
    claim = queue.claim('worker')
    assert claim is not None
    assert claim.missing == (1, 2, 3)
    queue.begin_trial(claim, 2)
    row = queue.submission(number)
    assert (row.state, row.message) == (State.RUNNING, 'trial 2 of 3')
    assert not queue.is_empty()
    drive(queue, claim, trial)
    row = queue.submission(number)
    assert (row.state, len(row.evaluation.trials)) == (State.DONE, N_TRIALS)
    assert queue.is_empty()
    assert queue.submissions(unfinished=True) == []


def test_the_same_policy_is_not_queued_twice(queue: SubmissionQueue) -> None:
    first, is_new = queue.enter(entry(name='Ann'))
    assert is_new
    again, is_new = queue.enter(entry(name='Bob'))
    assert not is_new
    assert (again.id, again.name) == (first.id, 'Ann')


def test_the_same_policy_entered_by_many_at_once_is_queued_once(address: str) -> None:
    together = Barrier(8)

    def enter(_: int) -> tuple[int, bool]:
        queue = SubmissionQueue(Database(address))
        together.wait()
        row, is_new = queue.enter(entry())
        return row.id, is_new

    with ThreadPoolExecutor(8) as people:
        results = list(people.map(enter, range(8)))
    assert len({number for number, _ in results}) == 1
    assert [is_new for _, is_new in results].count(True) == 1


def test_many_workers_at_once_never_get_the_same_submission(
    queue: SubmissionQueue, address: str, trial: Trial
) -> None:
    entered = [queue.enter(entry(number))[0].id for number in range(12)]

    def work(name: str) -> list[int]:
        mine = SubmissionQueue(Database(address))
        driven = []
        while claim := mine.claim(name):
            drive(mine, claim, trial)
            driven.append(claim.submission_id)
        return driven

    with ThreadPoolExecutor(4) as workers:
        driven = [number for done in workers.map(work, 'abcd') for number in done]
    assert sorted(driven) == entered
    rows = queue.submissions()
    assert {row.state for row in rows} == {State.DONE}
    assert all(len(row.evaluation.trials) == N_TRIALS for row in rows)


def test_a_dead_workers_submission_is_taken_over_where_it_stopped(
    queue: SubmissionQueue, impatient: SubmissionQueue, trial: Trial
) -> None:
    number = queue.enter(entry())[0].id
    dead = impatient.claim('dead')
    assert dead is not None
    impatient.add_trial(dead, 1, trial)
    claim = queue.claim('alive')
    assert claim is not None
    assert claim.missing == (2, 3)
    drive(queue, claim, trial)
    assert len(queue.submission(number).evaluation.trials) == N_TRIALS


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(
    queue: SubmissionQueue, impatient: SubmissionQueue, trial: Trial
) -> None:
    number = queue.enter(entry())[0].id
    slow = impatient.claim('slow')
    assert slow is not None
    claim = queue.claim('quick')
    assert claim is not None
    for late in (
        lambda: impatient.add_trial(slow, 1, trial),
        lambda: impatient.renew(slow),
        lambda: impatient.finish(slow),
        lambda: impatient.give_back(slow, 'late'),
    ):
        with pytest.raises(LeaseLostError, match=f'submission {number} was taken over'):
            late()
    assert queue.submission(number).evaluation.trials == []
    drive(queue, claim, trial)


def test_a_living_worker_keeps_its_submission(queue: SubmissionQueue) -> None:
    queue.enter(entry())
    claim = queue.claim('worker')
    assert claim is not None
    queue.renew(claim)
    assert queue.claim('another') is None


def test_a_submission_whose_workers_always_die_fails(
    queue: SubmissionQueue, impatient: SubmissionQueue
) -> None:
    number = queue.enter(entry())[0].id
    for attempt in range(MAX_ATTEMPTS):
        assert impatient.claim(f'worker {attempt}') is not None
    assert queue.claim('last') is None
    row = queue.submission(number)
    assert (row.state, row.message) == (State.FAILED, 'its worker died, in each of 3 attempts')


def test_a_submission_that_is_given_back_too_often_fails_with_the_reason(
    queue: SubmissionQueue,
) -> None:
    number = queue.enter(entry())[0].id
    states = []
    while claim := queue.claim('worker'):
        queue.give_back(claim, 'its process ended with SIGSEGV')
        states.append(queue.submission(number).state)
    assert states == [State.QUEUED, State.QUEUED, State.FAILED]
    assert queue.submission(number).message == (
        'its process ended with SIGSEGV, in each of 3 attempts'
    )


def test_a_worker_that_stops_costs_no_attempt(queue: SubmissionQueue) -> None:
    number = queue.enter(entry())[0].id
    for _ in range(MAX_ATTEMPTS + 1):
        claim = queue.claim('worker')
        assert claim is not None
        queue.release(claim)
    assert queue.submission(number).attempts == 0


def test_a_failed_submission_can_be_handed_in_again(queue: SubmissionQueue) -> None:
    number = queue.enter(entry())[0].id
    claim = queue.claim('worker')
    assert claim is not None
    queue.fail(claim, 'out of memory')
    row, is_new = queue.enter(entry())
    assert (row.id, row.state, row.attempts, is_new) == (number, State.QUEUED, 0, False)


def test_only_done_submissions_are_ranked(
    queue: SubmissionQueue, address: str, trial: Trial, finished: Episode, gold: Gold
) -> None:
    queue.enter(entry(name='Ann'))
    claim = queue.claim('worker')
    assert claim is not None
    queue.add_trial(claim, 1, trial)
    store = Store(address)
    assert store.ranking() == []
    better = replace(finished, steps=finished.steps - 1)
    queue.add_trial(claim, 2, Trial(better, judge(better, gold)))
    queue.finish(claim)
    assert [row.policy for row in store.ranking()] == ['Ann']


def test_an_unknown_submission_is_told(queue: SubmissionQueue) -> None:
    with pytest.raises(UnknownSubmissionError, match='has no submission 5'):
        queue.submission(5)
