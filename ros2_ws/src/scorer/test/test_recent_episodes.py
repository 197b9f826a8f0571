"""Episodes that ended lately can be asked for by name, and the last one without."""

from dataclasses import replace
from threading import Timer

import pytest
from scorer.episode import Episode, Pose, Simulation
from scorer.gold import Gold
from scorer.recent_episodes import RecentEpisodes, UnknownEpisodeError
from scorer.trial import Trial


@pytest.fixture
def told() -> list[Trial]:
    """The trials that were told to have ended."""
    return []


@pytest.fixture
def recent(gold: Gold, told: list[Trial]) -> RecentEpisodes:
    return RecentEpisodes(gold, size=2, on_end=told.append)


def test_before_the_first_end_there_is_nothing_to_score(recent: RecentEpisodes) -> None:
    with pytest.raises(UnknownEpisodeError, match='no episode has ended yet'):
        recent.find()


def test_the_empty_name_is_the_last_one(recent: RecentEpisodes, finished: Episode) -> None:
    recent.end(finished)
    recent.end(replace(finished, episode_id='two', steps=191))
    assert recent.find().episode.episode_id == 'two'
    assert recent.find('one').verdict.score == 9765.25


def test_an_unknown_name_is_told_with_the_newest(recent: RecentEpisodes, finished: Episode) -> None:
    recent.end(finished)
    with pytest.raises(UnknownEpisodeError, match='nine is not among .* newest is one'):
        recent.find('nine')


def test_an_unknown_name_of_many_lines_or_pages_is_told_in_one_short_line(
    recent: RecentEpisodes, finished: Episode
) -> None:
    recent.end(finished)
    for name in ('a\nb', 'x' * 100_000):
        with pytest.raises(UnknownEpisodeError) as refused:
            recent.find(name)
        assert '\n' not in str(refused.value)
        assert len(str(refused.value)) < 400


def test_the_pose_at_step_0_decides_what_is_official(
    recent: RecentEpisodes, finished: Episode, gold: Gold
) -> None:
    elsewhere = Pose(-40.0, -4.0, 3.14159)
    for name, start, later in (('one', gold.start, elsewhere), ('two', elsewhere, gold.start)):
        recent.report(Episode(name, 'driving', steps=0), start)
        recent.report(Episode(name, 'driving', steps=1), later)
        recent.end(replace(finished, episode_id=name))
    assert recent.find('one').verdict.official
    assert not recent.find('two').verdict.official


def test_an_episode_whose_start_was_missed_is_not_official(
    recent: RecentEpisodes, finished: Episode, gold: Gold
) -> None:
    recent.report(Episode('one', 'driving', steps=5), gold.start)
    recent.end(finished)
    assert 'the start of the episode was not seen' in recent.find('one').verdict.reason


def test_a_driven_episode_is_told_when_it_is_announced(
    recent: RecentEpisodes, finished: Episode, told: list[Trial]
) -> None:
    recent.drive('one')
    recent.end(finished)
    assert not told
    complete = replace(recent.find('one'), policy_hash='f' * 64, replay='one.mcap')
    recent.announce(complete)
    assert told == [complete]
    assert recent.find('one') == complete


def test_an_episode_ends_once_and_is_told_once(
    recent: RecentEpisodes, finished: Episode, told: list[Trial]
) -> None:
    recent.end(finished)
    recent.end(replace(finished, outcome='aborted'))
    assert recent.find('one').episode.outcome == 'reached'
    assert len(told) == 1


def test_only_the_newest_are_kept(recent: RecentEpisodes, finished: Episode) -> None:
    for name in ('one', 'two', 'three'):
        recent.end(replace(finished, episode_id=name))
    with pytest.raises(UnknownEpisodeError):
        recent.find('one')


def test_a_broken_off_episode_keeps_how_far_it_came(
    recent: RecentEpisodes, finished: Episode, gold: Gold, told: list[Trial]
) -> None:
    recent.report(Episode('one', 'driving', stamp_ns=1_300_000_000), gold.start)
    so_far = Episode(
        'one',
        'driving',
        steps=9,
        distance_travelled_m=2.1,
        maximum_acceleration_mps2=4.2,
        total_reward=1.5,
        stamp_ns=4_000_000_000,
    )
    recent.report(so_far, gold.start)
    trial = recent.break_off('one', 'policy_lost', 'silent', 7, finished.simulation)
    assert trial.episode == replace(
        so_far,
        outcome='policy_lost',
        detail='silent',
        seed=7,
        duration_s=2.7,
        simulation=finished.simulation,
        start=gold.start,
    )
    assert trial.verdict.score is None
    recent.announce(trial)
    assert told == [trial]


def test_an_episode_that_never_began_can_be_broken_off(
    recent: RecentEpisodes, finished: Episode
) -> None:
    names = {
        recent.break_off('', 'env_lost', 'silent', 7, finished.simulation).episode.episode_id
        for _ in range(2)
    }
    assert len(names) == 2


def test_waiting_for_a_step_ends_with_its_report(recent: RecentEpisodes, gold: Gold) -> None:
    step = Episode('one', 'driving', steps=3)
    Timer(0.05, recent.report, [step, gold.start]).start()
    recent.wait_for_step('one', 3, timeout_s=10.0)
    assert recent.break_off('one', 'aborted', '', 7, Simulation()).episode.steps == 3


def test_waiting_ends_with_the_episode(recent: RecentEpisodes, finished: Episode) -> None:
    Timer(0.05, recent.end, [finished]).start()
    trial = recent.wait_for('one', timeout_s=10.0)
    assert trial is not None
    assert trial.episode.outcome == 'reached'


def test_waiting_for_an_episode_that_does_not_end_gives_up(recent: RecentEpisodes) -> None:
    assert recent.wait_for('one', timeout_s=0.01) is None
