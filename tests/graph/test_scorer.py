"""The scorer over real DDS: every episode that ends on the graph has a score to ask for."""

from dataclasses import replace

import pytest
from rover_interfaces.msg import EpisodeResult, StepReport, TrialScore
from rover_interfaces.srv import Score
from scorer.error_codes import ErrorCode
from scorer.gold import load_gold
from scorer.scorer_node import LAST_SCORES

GOLD = load_gold()


def report(episode_id, step=0, start=GOLD.start):
    return StepReport(
        episode_id=episode_id, step=step, x=start.x_m, y=start.y_m, yaw=start.yaw_rad,
        outcome='driving',
    )  # fmt: skip


def result(episode_id, outcome='reached', simulation=GOLD.simulation):
    return EpisodeResult(
        episode_id=episode_id,
        outcome=outcome,
        detail='' if outcome == 'reached' else 'body touched rocks_a_1',
        world=simulation.world,
        seed=2,
        steps=190,
        distance_travelled=44.5,
        average_linear_acceleration=0.25,
        maximum_linear_acceleration=3.0,
        final_distance_to_checkpoint=0.4,
        power_left=1810,
        physics_step=simulation.physics_step_s,
        world_checksum=simulation.world_checksum,
        rover_checksum=simulation.rover_checksum,
        spec_checksum=simulation.spec_checksum,
    )


class Course:
    """Tells the scorer of episodes, as an environment server does."""

    def __init__(self, graph):
        self.graph = graph
        self._report_pub = graph.node.create_publisher(StepReport, 'step_report', 100)
        self._result_pub = graph.node.create_publisher(EpisodeResult, 'episode_result', 100)
        graph.start('scorer', 'scorer')
        graph.wait_for_subscriber('step_report')
        graph.wait_for_subscriber('episode_result')
        self.score()

    def drive(self, episode_id, start=GOLD.start, **changes):
        self._report_pub.publish(report(episode_id, start=start))
        self.score()  # a round trip, since reports and results come on different topics
        self._result_pub.publish(result(episode_id, **changes))
        self.graph.wait_until(lambda: self.score(episode_id).success, f'score of {episode_id}')
        return self.score(episode_id).trial

    def score(self, episode_id=''):
        return self.graph.call(Score, 'score', episode_id=episode_id)


@pytest.fixture(scope='module')
def course(shared_graph):
    return Course(shared_graph)


def test_before_the_first_end_there_is_no_score(course):
    before = course.score()
    assert not before.success
    assert before.error_code == ErrorCode.UNKNOWN_EPISODE
    assert 'no episode has ended yet' in before.message


def test_a_score_is_there_once_an_episode_has_ended(course):
    trial = course.drive('finish')
    assert trial.has_score
    assert trial.score == 9765.25
    assert trial.official, trial.reason
    last = course.score()
    assert last.trial == trial
    assert 'reached at the checkpoint after 190 steps' in last.message


def test_a_crash_is_an_answer_without_a_score(course):
    trial = course.drive('crash', outcome='collision')
    assert not trial.has_score
    assert trial.reason == 'no score: the episode ended with collision (body touched rocks_a_1)'


@pytest.mark.parametrize(
    ('changes', 'clause'),
    [
        ({'simulation': replace(GOLD.simulation, world_checksum='0' * 64)}, 'was changed'),
        ({'simulation': replace(GOLD.simulation, physics_step_s=0.02)}, 'physics step is 0.02 s'),
        ({'start': replace(GOLD.start, x_m=-40.0)}, 'it started at (-40.000 m'),
    ],
)
def test_a_changed_world_step_or_start_is_scored_but_not_official(course, changes, clause):
    trial = course.drive(clause, **changes)
    assert trial.has_score
    assert not trial.official
    assert clause in trial.reason


def test_a_late_subscriber_gets_the_scores_that_were_published(course):
    course.drive('early')
    course.drive('late', outcome='left_map')
    scores = course.graph.record(TrialScore, 'score', LAST_SCORES)
    scores.wait_for(lambda trial: trial.result.episode_id == 'late')
    assert [trial.result.episode_id for trial in scores.messages[-2:]] == ['early', 'late']


def test_a_store_that_cannot_be_opened_is_told_and_scoring_goes_on(graph, tmp_path):
    (tmp_path / 'notes.txt').write_text('not a database, but long enough to look at' * 50)
    scorer = graph.start('scorer', 'scorer', {'store': tmp_path / 'notes.txt'})
    assert 'no episode has ended yet' in graph.call(Score, 'score').message
    assert 'notes.txt cannot be opened: file is not a database' in scorer.output
    assert scorer.stop() == 0
    assert 'Traceback' not in scorer.output


def test_missing_nodes_are_named_and_end_a_scorer_that_was_to_drive(graph):
    scorer = graph.start('scorer', 'scorer', {'autostart_trials': 1, 'start_timeout': 1.0})
    assert scorer.wait() == 1
    assert 'nobody offers /world/info' in scorer.output
    assert 'Traceback' not in scorer.output


def test_ctrl_c_while_nodes_are_missing_stops_the_scorer_quietly(graph):
    scorer = graph.start('scorer', 'scorer', {'autostart_trials': 1})
    graph.call(Score, 'score')
    assert scorer.stop() == 0
    assert not scorer.output
