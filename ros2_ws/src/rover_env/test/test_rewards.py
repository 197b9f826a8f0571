import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rover_env.reward_constants import reward_constants
from rover_env.reward_file import load_reward_file
from rover_env.rover_view import RoverView, write_variables
from rover_env.variables import NAMES, Variables


def view_of(variables):
    views = [RoverView() for _ in variables.steps]
    write_variables(views, variables)
    return views


@pytest.fixture
def rover():
    def build(**values):
        variables = Variables.zeros(1)
        typical = {'steps': 10, 'power_supply_range': 10, 'collision_threshold': 4.5}
        for name, value in (typical | values).items():
            getattr(variables, name)[0] = value
        return view_of(variables)[0]

    return build


@pytest.mark.parametrize('name', ['dense', 'sparse'])
@given(seed=st.integers(0, 2**32 - 1))
def test_batch_and_single_reward_agree(name, seed):
    rng = np.random.default_rng(seed)
    variables = Variables.zeros(5)
    for field in NAMES:
        column = getattr(variables, field)
        column[:] = rng.uniform(0, 4, 5) if column.dtype == np.float64 else rng.integers(0, 2, 5)
    functions = load_reward_file(name).functions({})
    rewards, done = functions.batch_reward(variables)
    singles = [functions.reward_function(view) for view in view_of(variables)]
    np.testing.assert_array_equal(rewards, [reward for reward, _ in singles])
    assert not done and not any(flag for _, flag in singles)


def test_dense_terms_sum_to_the_reward_and_have_the_stated_size(rover):
    dense = load_reward_file('dense').functions({})
    at = rover(
        last_distance_to_checkpoint=10.0,
        current_distance_to_checkpoint=9.5,
        collision_threshold=0.5,
        collision=True,
    )
    reward, _ = dense.reward_function(at)
    assert at.reward_terms == pytest.approx(
        {'progress': 0.1, 'time': -0.004, 'failure': -2.0, 'goal': 0.0, 'clearance': -0.005}
    )
    assert reward == pytest.approx(sum(at.reward_terms.values()))


@pytest.fixture
def original(task):
    constants = reward_constants(task(waypoints=((2.0, 0.0), (4.0, 0.0), (6.0, 0.0))))
    return load_reward_file('original').functions(constants).reward_function


@pytest.mark.parametrize(
    ('distance', 'fifth'), [(12.0, 1), (9.9, 1), (7.9, 2), (5.9, 3), (3.9, 4), (1.9, 5), (0.6, 5)]
)
def test_original_pays_by_fifths_of_the_initial_distance(original, rover, distance, fifth):
    at = rover(
        current_distance_to_checkpoint=distance, closer_to_checkpoint=True, collision_threshold=0.9
    )
    assert original(at) == (2.0 * fifth, False)
    at.closer_to_checkpoint = False
    assert original(at) == (1.0 * fifth, False)


@pytest.mark.parametrize(
    ('room', 'bonus'), [(2.0, 1.0), (1.9, 0.5), (1.5, 0.5), (1.0, 0.25), (0.99, 0.0)]
)
def test_original_pays_for_room_ahead(original, rover, room, bonus):
    at = rover(
        current_distance_to_checkpoint=9.0, closer_to_checkpoint=True, collision_threshold=room
    )
    assert original(at) == (2.0 + bonus, False)


@pytest.mark.parametrize('number', [1, 2, 3])
def test_original_pays_each_waypoint_once(original, rover, number):
    x = 2.0 * number
    at = rover(x=x, y=0.5, current_distance_to_checkpoint=6.0, closer_to_checkpoint=True)
    assert original(at) == (1000.0 * number / 10, False)
    reached = [at.reached_waypoint_1, at.reached_waypoint_2, at.reached_waypoint_3]
    assert reached == [number == one for one in (1, 2, 3)]
    assert original(at) == (2.0 * 2 + 1.0, False)


def test_original_ends_with_nothing_on_failure_and_with_the_most_at_the_goal(original, rover):
    assert original(rover(collision=True)) == (0.0, True)
    assert original(rover(collision_threshold=0.49)) == (0.0, True)
    assert original(rover(left_map=True)) == (0.0, True)
    assert original(rover(power_supply_range=0)) == (0.0, True)
    assert original(rover(reached_checkpoint=True)) == (20000.0 / 10, True)
