"""A trial is announced in one line and told in one sentence."""

from dataclasses import replace

from scorer.episode import Episode
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial


def test_a_finish_is_announced_with_two_decimals(finished: Episode, gold: Gold) -> None:
    assert Trial(finished, judge(finished, gold)).line(2) == 'trial 2: reached score 9765.25'


def test_a_crash_is_announced_without_a_score(finished: Episode, gold: Gold) -> None:
    crash = replace(finished, outcome='collision', detail='body touched rocks_a_1')
    trial = Trial(crash, judge(crash, gold))
    assert trial.line(1) == 'trial 1: collision score none'
    assert trial.summary().startswith('collision (body touched rocks_a_1) 0.40 m from the')
