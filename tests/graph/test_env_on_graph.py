"""The environment server over real DDS: one rover through topics, in lockstep."""

import json
from contextlib import suppress

import numpy as np
import pytest
from mars_world.simulation_node import ErrorCode as WorldErrorCode
from rosgraph_msgs.msg import Clock
from rover_env.env import RoverEnv
from rover_env.error_codes import ErrorCode
from rover_env.ros_world_client import WORLD_DIVERGED
from rover_env.spec import OBSERVATION_SIZE, spec_checksum
from rover_interfaces.msg import EpisodeResult, StepReport
from rover_interfaces.srv import EnvReset, EnvSpec, EnvStep, StepWorld, WorldInfo

LEFT, RIGHT, STRAIGHT = 0, 1, 2
STEP_TIMEOUT_S = 3.0


def start_rover(graph, **env_params):
    """Start what one rover on the graph needs; returns the processes by name."""
    params = {'step_timeout': STEP_TIMEOUT_S} | env_params
    processes = {
        'simulation': graph.start('mars_world', 'simulation'),
        'collision_monitor': graph.start('rover_env', 'collision_monitor', {'use_sim_time': True}),
        'env_server': graph.start('rover_env', 'env_server', params),
    }
    graph.wait_for_subscriber('scan', 2)
    graph.wait_for_subscriber('collision')
    graph.call(WorldInfo, 'world/info')
    return processes


@pytest.fixture(scope='module')
def rover(shared_graph):
    start_rover(shared_graph)
    shared_graph.reports = shared_graph.record(StepReport, 'step_report')
    shared_graph.results = shared_graph.record(EpisodeResult, 'episode_result')
    shared_graph.wait_for_publisher('episode_result')
    return shared_graph


def reset(graph, seed=0, **options):
    text = json.dumps(options) if options else ''
    return graph.call(EnvReset, 'env/reset', seed=seed, options=text)


def step(graph, action, session=''):
    return graph.call(EnvStep, 'env/step', session=session, actions=[action])


def world_of(graph):
    """The name of the world, empty where the question met a simulation that has just died."""
    answer = graph.call_async(WorldInfo, 'world/info')
    with suppress(AssertionError):
        graph.wait_until(answer.done, 'world/info to answer', 1.0)
    return answer.result().world if answer.done() else ''


def test_the_graph_gives_the_bytes_of_the_environment_in_process(rover):
    actions = [STRAIGHT, LEFT, RIGHT, RIGHT, LEFT] + [STRAIGHT] * 60
    env = RoverEnv('mars')
    observation, _ = env.reset(seed=7)
    began = reset(rover, seed=7)
    assert began.success, began.message
    assert np.array(began.observations, np.float32).tobytes() == observation.tobytes()
    for number, action in enumerate(actions, start=1):
        observation, reward, ended, _, info = env.step(action)
        reply = step(rover, action, began.session)
        assert reply.success, reply.message
        assert np.array(reply.observations, np.float32).tobytes() == observation.tobytes(), number
        assert (reply.rewards[0], reply.terminated[0]) == (reward, ended)
        assert json.loads(reply.info)['variables'] == info['variables']
        if ended:
            break
    assert reply.outcomes[0] == info['outcome'] == 'collision'
    result = rover.results.wait_for(lambda one: one.episode_id == began.episode_ids[0])
    for name in ('outcome', 'steps', 'distance_travelled', 'average_linear_acceleration',
                 'maximum_linear_acceleration', 'total_reward', 'power_left', 'duration',
                 'final_distance_to_checkpoint', 'world', 'detail'):  # fmt: skip
        assert getattr(result, name) == info[name], name


def test_a_result_names_everything_that_it_was_driven_in(rover):
    began = reset(rover, seed=11, x=-7.0, y=0.1, yaw=3.14)
    while not step(rover, STRAIGHT).terminated[0]:
        pass
    result = rover.results.wait_for(lambda one: one.episode_id == began.episode_ids[0])
    world = rover.call(WorldInfo, 'world/info')
    assert (result.seed, result.physics_step) == (11, 0.005)
    assert result.world_checksum == world.world_checksum != ''
    assert result.rover_checksum == world.rover_checksum != ''
    assert result.spec_checksum == spec_checksum()
    assert result.header.frame_id == 'map'


def test_every_step_is_reported(rover):
    began = reset(rover, seed=1)
    step(rover, LEFT)
    step(rover, STRAIGHT)
    mine = lambda one: one.episode_id == began.episode_ids[0]  # noqa: E731
    rover.reports.wait_for(lambda one: mine(one) and one.step == 2)
    reports = [one for one in rover.reports.messages if mine(one)]
    assert [one.step for one in reports] == [0, 1, 2]
    assert [one.action for one in reports] == [-1, LEFT, STRAIGHT]
    assert all(one.outcome == 'driving' and not one.terminated for one in reports)
    last = reports[-1]
    assert sum(term.value for term in last.reward_terms) == pytest.approx(last.reward)
    assert last.distance_travelled > reports[1].distance_travelled > 0.0
    assert last.power_supply_range == 1998


def test_a_reset_before_the_end_aborts_the_episode(rover):
    began = reset(rover, seed=1)
    step(rover, STRAIGHT)
    reset(rover, seed=2)
    result = rover.results.wait_for(lambda one: one.episode_id == began.episode_ids[0])
    assert (result.outcome, result.steps) == ('aborted', 1)


def test_wrong_requests_are_refused_in_a_sentence_and_lose_nothing(rover):
    began = reset(rover, seed=3)
    wrong = [
        ({'actions': [7]}, ErrorCode.INVALID_ACTION, 'action 7 does not exist; use one of 0 left'),
        ({'actions': [-1]}, ErrorCode.INVALID_ACTION, 'action -1 does not exist'),
        ({'actions': []}, ErrorCode.INVALID_ACTION, 'needs 1, one for each rover'),
        ({'actions': [2, 2]}, ErrorCode.INVALID_ACTION, 'needs 1, one for each rover'),
        ({'actions': [2], 'session': 'old'}, ErrorCode.OLD_SESSION, "session 'old' is over"),
    ]
    for fields, code, sentence in wrong:
        reply = rover.call(EnvStep, 'env/step', **fields)
        assert (reply.success, reply.error_code) == (False, code)
        assert sentence in reply.message
    for options, sentence in (
        ('{"x": 1}', 'give x, y and yaw'),
        ('{"speed": 1}', "'speed' is unknown"),
        ('[1]', 'needs a JSON object'),
        ('{', 'no JSON'),
        ('{"x": 1e9, "y": 0, "yaw": 0}', 'refused: pose is'),
    ):
        reply = rover.call(EnvReset, 'env/reset', options=options)
        assert not reply.success
        assert sentence in reply.message
    reply = step(rover, STRAIGHT, began.session)
    assert reply.success, reply.message
    assert json.loads(reply.info)['variables']['steps'] == 1


def test_the_client_that_resets_takes_the_environment_over(rover):
    first = reset(rover, seed=4)
    second = reset(rover, seed=4)
    refused = step(rover, STRAIGHT, first.session)
    assert (refused.success, refused.error_code) == (False, ErrorCode.OLD_SESSION)
    assert step(rover, STRAIGHT, second.session).success
    assert step(rover, STRAIGHT).success


def test_after_its_end_an_episode_waits_for_a_reset(rover):
    reset(rover, seed=5, x=-7.0, y=0.1, yaw=3.14)
    while not step(rover, STRAIGHT).terminated[0]:
        pass
    refused = step(rover, STRAIGHT)
    assert (refused.success, refused.error_code) == (False, ErrorCode.NO_EPISODE)
    assert 'ended (collision); call env/reset' in refused.message


def test_the_specification_is_told(rover):
    spec = rover.call(EnvSpec, 'env/spec')
    assert spec.success
    assert (spec.n_envs, spec.observation_size, spec.n_actions) == (1, OBSERVATION_SIZE, 3)
    assert list(spec.action_names) == ['left', 'right', 'straight']
    assert spec.spec_checksum == spec_checksum()
    assert sum(slot.size for slot in spec.observation_slots) == OBSERVATION_SIZE


def test_a_step_before_any_reset_and_the_loss_of_nodes_are_told_in_time(graph):
    processes = start_rover(graph)
    results = graph.record(EpisodeResult, 'episode_result')
    early = step(graph, STRAIGHT)
    assert (early.success, early.error_code) == (False, ErrorCode.NO_EPISODE)
    assert 'call env/reset first' in early.message

    began = reset(graph)
    processes['collision_monitor'].kill()
    lost = graph.call(EnvStep, 'env/step', actions=[STRAIGHT], timeout_s=STEP_TIMEOUT_S + 5.0)
    assert (lost.success, lost.error_code) == (False, ErrorCode.COLLISION_MONITOR_LOST)
    assert 'nothing came on /collision' in lost.message
    result = results.wait_for(lambda one: one.episode_id == began.episode_ids[0])
    assert result.outcome == 'collision_monitor_lost'

    graph.start('rover_env', 'collision_monitor', {'use_sim_time': True})
    graph.wait_until(lambda: reset(graph).success, 'a reset with the new collision_monitor')
    reply = step(graph, STRAIGHT)
    assert (reply.success, list(reply.terminated)) == (True, [False]), reply

    processes['simulation'].kill()
    lost = graph.call(EnvStep, 'env/step', actions=[STRAIGHT], timeout_s=STEP_TIMEOUT_S + 5.0)
    assert (lost.success, lost.error_code) == (False, ErrorCode.SIMULATION_LOST), lost.message
    assert '/world/step' in lost.message
    results.wait_for(lambda one: one.outcome == 'simulation_lost')
    assert not reset(graph).success

    graph.start('mars_world', 'simulation')
    graph.wait_until(lambda: reset(graph).success, 'a reset with the new simulation')
    assert step(graph, STRAIGHT).success


def test_a_simulation_started_anew_between_steps_is_told_and_its_world_asked_again(graph):
    processes = start_rover(graph)
    graph.wait_until(lambda: reset(graph).success, 'a reset')
    assert step(graph, STRAIGHT).success
    processes['simulation'].kill()
    results = graph.record(EpisodeResult, 'episode_result')
    graph.wait_for_publisher('episode_result')
    graph.start('mars_world', 'simulation', {'world': 'training_grounds'})
    graph.wait_until(lambda: world_of(graph) == 'training_grounds', 'the other world')
    reply = step(graph, STRAIGHT)
    assert reply.error_code == ErrorCode.SIMULATION_LOST
    assert 'started anew' in reply.message
    lost = results.wait_for()
    assert (lost.outcome, lost.world, lost.steps) == ('simulation_lost', 'mars', 1)
    assert reset(graph).success
    assert graph.call(EnvSpec, 'env/spec').world == 'training_grounds'
    assert step(graph, STRAIGHT).success


def test_nodes_stop_cleanly_on_ctrl_c_even_in_the_middle_of_a_step(graph):
    processes = start_rover(graph, step_timeout=60.0)
    clock = graph.record(Clock, '/clock')
    graph.wait_until(lambda: reset(graph).success and clock.messages, 'a clock')
    assert processes['collision_monitor'].stop() == 0
    n_ticks = len(clock.messages)
    graph.call_async(EnvStep, 'env/step', actions=[STRAIGHT])
    graph.wait_until(lambda: len(clock.messages) > n_ticks, 'the step to be under way')
    assert processes['env_server'].stop() == 0, processes['env_server'].output
    for name in ('env_server', 'collision_monitor'):
        assert 'Traceback' not in processes[name].output


@pytest.mark.parametrize(
    ('params', 'sentence'),
    [
        ({'mode': 'swarm'}, "parameter mode is 'swarm'; needs one of graph, batch"),
        ({'reward': 'desne'}, 'no reward has this name; give one of dense, original, sparse'),
        ({'mode': 'batch', 'world': 'venus'}, "no world is called 'venus'"),
        ({'step_timeout': 0.0}, 'step_timeout'),
    ],
)
def test_a_parameter_that_cannot_be_ends_the_server_with_a_sentence(graph, params, sentence):
    server = graph.start('rover_env', 'env_server', params)
    assert server.wait(30.0) == 1
    assert sentence in server.output
    assert 'Traceback' not in server.output


def test_both_sides_mean_the_same_by_a_diverged_world():
    assert WORLD_DIVERGED == WorldErrorCode.DIVERGED


def test_a_world_that_somebody_else_steps_is_told_and_a_reset_mends_it(rover):
    reset(rover, seed=1)
    assert step(rover, STRAIGHT).success
    assert rover.call(StepWorld, 'world/step', physics_steps=60).success
    refused = step(rover, STRAIGHT)
    assert not refused.success
    assert 'somebody else steps it' in refused.message
    reset(rover, seed=1)
    assert step(rover, STRAIGHT).success
