"""Each variable of the reward contract over short episodes that were worked out by hand."""

from math import sqrt

import numpy as np
import pytest
from mars_world.frame import Surface, Touch
from rover_env.collision import judge_frame
from rover_env.episode import Episodes
from rover_env.reward_file import load_reward_file
from rover_env.rover_view import RoverView, write_variables
from rover_env.spec import N_RAYS
from rover_env.variables import NAMES

LEFT, RIGHT, STRAIGHT = 0, 1, 2


class Drive:
    """One hand-made episode of one rover in the corridor."""

    def __init__(self, frame, task, reward='sparse', start=(0.0, 0.0, 0.0), **start_changes):
        self.frame = frame
        self.episodes = Episodes([task], 1, load_reward_file(reward))
        self.episodes.begin(np.array([0]), frame(start, stamp_s=np.zeros(1), **start_changes))

    def step(self, pose, action=STRAIGHT, **changes):
        frame = self.frame(pose, **changes)
        return self.episodes.advance(np.array([action]), frame, judge_frame(frame))

    def __getattr__(self, name):
        return getattr(self.episodes.variables, name)[0]


@pytest.fixture
def drive(frame, task):
    return Drive(frame, task())


def test_every_variable_is_an_attribute_of_the_rewarded_rover(drive):
    view = RoverView()
    write_variables([view], drive.episodes.variables)
    assert set(NAMES) <= set(vars(view))
    assert set(NAMES) <= set(RoverView.__annotations__)
    assert type(view.steps) is int and type(view.power_supply_range) is int
    assert type(view.collision) is bool and type(view.x) is float


def test_steps_count_from_one(drive):
    assert drive.steps == 0
    drive.step((1, 0, 0))
    assert drive.steps == 1
    drive.step((2, 0, 0))
    assert drive.steps == 2


def test_current_distance_to_checkpoint_is_in_the_plane(drive):
    assert drive.current_distance_to_checkpoint == 10.0
    position = np.array([[7.0, 4.0, 9.0]])
    drive.step((7, 4, 0), position_map=position)
    assert drive.current_distance_to_checkpoint == 5.0
    assert drive.last_distance_to_checkpoint == 10.0


def test_closer_to_checkpoint_compares_two_steps(drive):
    assert not drive.closer_to_checkpoint
    drive.step((1, 0, 0))
    assert drive.closer_to_checkpoint
    drive.step((0.9, 0, 0))
    assert not drive.closer_to_checkpoint
    drive.step((0.9, 0, 0))
    assert not drive.closer_to_checkpoint
    drive.step((0.95, 0, 0))
    assert drive.closer_to_checkpoint


def test_distance_travelled_sums_the_track_and_not_the_way_between_steps(drive):
    drive.step((1, 0, 0), track=[[[0, 1, 0], [1, 1, 0], [1, 0, 0]]])
    assert drive.distance_travelled == 3.0
    drive.step((2, 0, 0))
    assert drive.distance_travelled == 4.0
    drive.step((1, 0, 0))
    assert drive.distance_travelled == 5.0


def test_collision_threshold_is_the_newest_range_ahead_and_last_is_one_step_old(drive):
    assert drive.collision_threshold == drive.last_collision_threshold == 4.5
    scans = np.full((1, 3, N_RAYS), np.inf, np.float32)
    scans[0, 0, 90] = 1.0  # an earlier scan of the step
    scans[0, 2, 90] = 2.0
    scans[0, 2, 10] = 1.5  # to the right, outside of 45 degrees
    drive.step((1, 0, 0), scans_m=scans)
    assert (drive.collision_threshold, drive.last_collision_threshold) == (2.0, 4.5)
    drive.step((2, 0, 0), ranges_m=3.0)
    assert (drive.collision_threshold, drive.last_collision_threshold) == (3.0, 2.0)


def test_position_and_last_position_are_one_step_apart(drive):
    drive.step((1, 2, 0.5))
    assert (drive.x, drive.y) == (1.0, 2.0)
    assert (drive.last_position_x, drive.last_position_y) == (0.0, 0.0)
    assert drive.yaw == pytest.approx(0.5)
    drive.step((3, 2.5, 0.6))
    assert (drive.x, drive.y) == (3.0, 2.5)
    assert (drive.last_position_x, drive.last_position_y) == (1.0, 2.0)


def test_reward_in_episode_is_the_sum_of_earlier_rewards(frame, task, tmp_path):
    file = tmp_path / 'half.py'
    file.write_text('def reward_function(self):\n    return self.reward_in_episode + 0.5, False\n')
    drive = Drive(frame, task(), str(file))
    rewards = [float(drive.step((k, 0, 0)).rewards[0]) for k in (1, 2, 3)]
    assert rewards == [0.5, 1.0, 2.0]
    assert drive.reward_in_episode == 3.5


def test_power_supply_range_counts_down_and_ends_the_episode_at_zero(frame, task):
    drive = Drive(frame, task(power_supply=2))
    assert drive.power_supply_range == 2
    assert not drive.step((1, 0, 0)).terminated[0]
    assert drive.power_supply_range == 1
    assert drive.step((2, 0, 0)).terminated[0]
    assert drive.power_supply_range == 0
    assert drive.episodes.summary(0).outcome.text == 'power_drained'


@pytest.mark.parametrize(('action', 'steering'), [(LEFT, 1.0), (RIGHT, -1.0), (STRAIGHT, 0.0)])
def test_steering_and_throttle_are_those_of_the_last_action(drive, action, steering):
    assert (drive.steering, drive.throttle) == (0.0, 0.0)
    drive.step((1, 0, 0), action)
    assert (drive.steering, drive.throttle) == (steering, 1.0)


def test_collision_is_true_for_a_near_range_and_for_a_contact(drive):
    drive.step((1, 0, 0), ranges_m=0.5)
    assert not drive.collision
    drive.step((1, 0, 0), ranges_m=0.48)
    assert drive.collision
    touch = Touch('camera_mast', 'rock_3', Surface.BODY, 5.0, (0.0, 0.0, 0.0))
    step = drive.step((1, 0, 0), touches=((touch,),))
    assert drive.collision and step.terminated[0]
    assert drive.episodes.summary(0).detail == 'camera_mast touched rock_3'


def test_reached_checkpoint_left_map_and_tipped_follow_their_rules(drive):
    drive.step((9.6, 0, 0))
    assert drive.reached_checkpoint
    drive.step((5, 3.5, 0))
    assert drive.left_map and not drive.reached_checkpoint
    drive.step((5, 0, 0), orientation_map=np.array([[1.0, 0.0, 0.0, 0.0]]))
    assert drive.tipped and not drive.left_map


def test_a_collision_at_the_checkpoint_is_a_collision(drive):
    drive.step((9.8, 0, 0), ranges_m=0.4)
    assert drive.episodes.summary(0).outcome.text == 'collision'
    assert not drive.reached_checkpoint


def test_reaching_the_checkpoint_with_the_last_power_counts(frame, task):
    drive = Drive(frame, task(power_supply=1))
    drive.step((9.8, 0, 0))
    assert drive.episodes.summary(0).outcome.text == 'reached'


def test_average_and_maximum_acceleration_are_over_the_episode(drive):
    drive.step((1, 0, 0), acceleration=(3.0, 4.0, 0.0))
    drive.step((2, 0, 0), acceleration=(0.0, 0.0, 1.0))
    assert drive.average_linear_acceleration == pytest.approx(3.0)
    assert drive.episodes.summary(0).maximum_linear_acceleration == pytest.approx(5.0)


@pytest.mark.parametrize('number', [1, 2, 3])
def test_what_a_reward_function_sets_on_self_lives_for_the_episode(frame, task, tmp_path, number):
    file = tmp_path / 'count.py'
    file.write_text(
        'def reward_function(self):\n'
        '    self.calls = getattr(self, "calls", 0) + 1\n'
        f'    first = not self.reached_waypoint_{number}\n'
        f'    self.reached_waypoint_{number} = True\n'
        '    return self.calls + 10 * first, False\n'
    )
    drive = Drive(frame, task(), str(file))
    assert [drive.step((1, 0, 0)).rewards[0] for _ in range(3)] == [11.0, 2.0, 3.0]
    drive.episodes.begin(np.array([0]), frame())
    assert drive.step((1, 0, 0)).rewards[0] == 11.0


def test_a_reward_function_may_end_the_episode(frame, task, tmp_path):
    file = tmp_path / 'stop.py'
    file.write_text('def reward_function(self):\n    return 0.0, self.y > 1.0\n')
    drive = Drive(frame, task(), str(file))
    assert not drive.step((1, 0.9, 0)).terminated[0]
    assert drive.step((1, 1.1, 0)).terminated[0]
    assert drive.episodes.summary(0).outcome.text == 'stopped'


def test_a_diverged_rover_leaves_no_trace_in_statistics_and_observation(drive):
    drive.step((1, 0, 0), acceleration=(2.0, 0.0, 0.0))
    nan = np.full((1, 3), np.nan)
    step = drive.step(
        (np.nan, np.nan, np.nan),
        failed=np.array([True]),
        imu_force_base=np.full((1, 30, 3), np.nan),
        velocity_base=nan,
        rate_base=nan,
        scans_m=np.full((1, 3, N_RAYS), np.nan, np.float32),
    )
    summary = drive.episodes.summary(0)
    assert summary.outcome.text == 'diverged' and step.terminated[0]
    assert (drive.x, drive.y, drive.distance_travelled) == (1.0, 0.0, 1.0)
    assert summary.average_linear_acceleration == pytest.approx(1.0)
    assert np.isfinite(drive.episodes.observations).all()


def test_a_summary_holds_what_a_score_needs(frame, task):
    drive = Drive(frame, task(), 'sparse')
    drive.step((5, 0, 0), stamp_s=np.array([0.3]))
    drive.step((9.7, 0.3, 0), stamp_s=np.array([0.6]))
    summary = drive.episodes.summary(0).as_dict()
    assert summary == {
        'outcome': 'reached',
        'detail': '',
        'world': 'corridor',
        'steps': 2,
        'distance_travelled': pytest.approx(5.0 + sqrt(4.7**2 + 0.3**2)),
        'average_linear_acceleration': pytest.approx(0.0, abs=1e-12),
        'maximum_linear_acceleration': pytest.approx(0.0, abs=1e-12),
        'final_distance_to_checkpoint': pytest.approx(sqrt(0.18)),
        'total_reward': 1.0,
        'power_left': 18,
        'duration': pytest.approx(0.6),
    }


def test_rovers_side_by_side_do_not_touch_each_other(frame, task):
    tasks = [task(), task(world='far', checkpoint=(0.0, 2.0))]
    episodes = Episodes(tasks, 2, load_reward_file('sparse'))
    poses = ((0, 0, 0), (0, 0, 0))
    episodes.begin(np.array([0, 1]), frame(*poses), np.array([0, 1]))
    episodes.advance(np.array([0, 2]), frame((1, 0, 0), (0, 1.8, 0)), {})
    assert episodes.variables.steering.tolist() == [1.0, 0.0]
    assert episodes.variables.reached_checkpoint.tolist() == [False, True]
    episodes.begin(np.array([1]), frame((0, 0, 0)))
    assert episodes.variables.steps.tolist() == [1, 0]
    assert episodes.summary(1).world == 'far'
    assert episodes.summary(0).distance_travelled == 1.0
