"""Episodes that ended lately can be asked for by name, and the last one without."""

from dataclasses import replace

import pytest
from scorer.episode import Episode, Pose
from scorer.gold import Gold
from scorer.recent_episodes import RecentEpisodes, UnknownEpisodeError


@pytest.fixture
def recent(gold: Gold) -> RecentEpisodes:
    return RecentEpisodes(gold, size=2)


def test_before_the_first_end_there_is_nothing_to_score(recent: RecentEpisodes) -> None:
    with pytest.raises(UnknownEpisodeError, match='no episode has ended yet'):
        recent.find()


def test_the_empty_name_is_the_last_one(recent: RecentEpisodes, finished: Episode) -> None:
    recent.end(finished, '')
    recent.end(replace(finished, episode_id='two', steps=191), '')
    assert recent.find().episode.episode_id == 'two'
    assert recent.find('one').verdict.score == 9765.25


def test_an_unknown_name_is_told_with_the_newest(recent: RecentEpisodes, finished: Episode) -> None:
    recent.end(finished, '')
    with pytest.raises(UnknownEpisodeError, match='nine is not among .* newest is one'):
        recent.find('nine')


def test_the_start_that_was_seen_decides_what_is_official(
    recent: RecentEpisodes, finished: Episode, gold: Gold
) -> None:
    recent.begin('one', gold.start)
    recent.begin('two', Pose(-40.0, -4.0, 3.14159))
    for name, official in (('one', True), ('two', False)):
        trial = recent.end(replace(finished, episode_id=name), 'hash')
        assert trial is not None
        assert trial.verdict.official is official


def test_an_episode_ends_once(recent: RecentEpisodes, finished: Episode) -> None:
    recent.end(finished, '')
    assert recent.end(replace(finished, outcome='aborted'), '') is None
    assert recent.find('one').episode.outcome == 'reached'


def test_only_the_newest_are_kept(recent: RecentEpisodes, finished: Episode) -> None:
    for name in ('one', 'two', 'three'):
        recent.end(replace(finished, episode_id=name), '')
    with pytest.raises(UnknownEpisodeError):
        recent.find('one')
