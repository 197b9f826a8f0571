"""Ten thousand malformed or random requests: all are answered, and no node is worse for them."""

import string
import threading
from array import array
from collections import Counter
from math import inf, nan
from time import monotonic

import numpy as np
import onnx
import pytest
from geometry_msgs.msg import Twist
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rover_env.env import RoverEnv
from rover_env.spec import OBSERVATION_SIZE
from rover_interfaces.srv import (
    EnvReset,
    EnvSpec,
    EnvStep,
    Infer,
    LoadPolicy,
    PauseWorld,
    PolicyInfo,
    ResetWorld,
    Score,
    StepWorld,
    WorldInfo,
)

NODES = ('simulation', 'collision_monitor', 'env_server', 'policy_server', 'scorer')
AT_ONCE = 8  # a service keeps ten requests that wait; what comes on top of them gets lost
LEFT, RIGHT, STRAIGHT = 0, 1, 2

numbers = (
    st.sampled_from([nan, inf, -inf, 0.0, -0.0, -1.0, 1e-40, 3e38, 1e300, -1e300]) | st.floats()
)
text = st.one_of(
    st.sampled_from(['', ' ', '\n', 'x' * 100_000, '../' * 50, "'; DROP TABLE", '\u202e', '%s%n']),
    st.text(st.characters(codec='utf-8', exclude_characters='\0'), max_size=20),
)
json_text = text | st.sampled_from(
    ['{', '[]', 'null', '1e999', '[' * 5000, '{"x": NaN, "y": 0, "yaw": 0}', '{"x": 1e400}',
     '{"start_jitter": -1}', '{"start_jitter": "far"}', '{"yaw_jitter": {}}', '{"x": true}',
     '{"x": 1, "x": 2}', '{"start_jitter": Infinity}', '{"speed": 1}']
)  # fmt: skip
files = text | st.sampled_from(
    [
        '/',
        '/dev/null',
        '/dev/zero',
        '/proc/self/mem',
        '/proc/self/environ',
        '/etc/hostname',
        '~',
        '.',
    ]
)
counts = st.sampled_from([0, 1, 2, 12_001, 2**31, 2**32 - 1]) | st.integers(12_001, 2**32 - 1)
tokens = st.text(string.hexdigits, min_size=1, max_size=16)
actions = st.lists(st.integers(-(2**31), 2**31 - 1).filter(lambda a: not 0 <= a <= 2), max_size=9)


@st.composite
def twists(draw):
    """Commands of which at least one number cannot be."""
    twist = Twist()
    twist.linear.x, twist.angular.z = draw(numbers), draw(st.sampled_from([nan, inf, -inf]))
    return twist


@st.composite
def observations(draw):
    length = draw(st.sampled_from([0, 1, OBSERVATION_SIZE - 1, OBSERVATION_SIZE, 7000]))
    values = draw(st.lists(st.floats(width=32), min_size=1, max_size=4))
    return array('f', (values * length)[:length])


# Requests of a service: how many examples of AT_ONCE are sent, and what they are made of. Requests
# that the simulation would obey take it long, so most of those to it are such that it refuses them.
SERVICES = {
    'policy/infer': (400, Infer, {'batch': counts, 'observations': observations()}),
    'policy/load': (80, LoadPolicy, {'path': files}),
    'policy/info': (150, PolicyInfo, {}),
    'score': (200, Score, {'episode_id': text}),
    'world/step': (160, StepWorld, {'physics_steps': counts, 'command': twists()}),
    'world/reset': (
        100,
        ResetWorld,
        {
            'seed': st.integers(0, 2**64 - 1),
            'use_pose': st.just(True),
            'x': numbers.filter(lambda x: not abs(x) < 100.0),
            'y': numbers,
            'yaw': numbers,
        },
    ),
    'world/pause': (50, PauseWorld, {'paused': st.booleans()}),
    'world/info': (20, WorldInfo, {}),
    'env/reset': (40, EnvReset, {'seed': st.integers(0, 2**64 - 1), 'options': json_text}),
    'env/step': (60, EnvStep, {'session': tokens, 'actions': actions}),
    'env/spec': (40, EnvSpec, {}),
}


@pytest.fixture(scope='module')
def rover(shared_graph, make_policy, tmp_path_factory):
    """All nodes in one process, which ends if one of them fails."""
    policy = tmp_path_factory.mktemp('policy') / 'policy.onnx'
    onnx.save(make_policy(), policy)
    params = {'use_sim_time': True, 'policy': policy, 'store': "''", 'replays': "''"}
    shared_graph.process = shared_graph.start('rover_env', 'compose', params, words=NODES)
    connect(shared_graph, EnvReset, 'env/reset')
    return shared_graph


def connect(graph, kind, name):
    """Ask until an answer comes: the first may get lost while two nodes get to know each other."""
    asked = []

    def answered():
        if not asked or monotonic() > asked[-1][0] + 1.0:
            asked.append((monotonic(), graph.call_async(kind, name)))
        return any(future.done() for _, future in asked)

    graph.wait_until(answered, f'{name} to answer')


def send(graph, kind, name, requests):
    """Send requests at once and return all replies."""
    answered = threading.Semaphore(0)
    futures = [graph.call_async(kind, name, **fields) for fields in requests]
    for future in futures:
        future.add_done_callback(lambda _: answered.release())
    for _ in futures:
        assert answered.acquire(timeout=30.0), f'{name} left a request unanswered\n{graph.logs()}'
    return [future.result() for future in futures]


def check(replies):
    """Find every reply a success or a refusal in one sentence."""
    for reply in replies:
        if not reply.success:
            assert reply.error_code != 0
            assert 0 < len(reply.message) < 1000
            assert '\n' not in reply.message


@pytest.fixture(scope='module')
def answered():
    """How many replies came from each service."""
    return Counter()


@pytest.mark.parametrize('name', SERVICES)
def test_every_request_is_answered_by_success_or_by_one_sentence(rover, answered, name):
    examples, kind, fields = SERVICES[name]
    connect(rover, kind, name)

    def send_and_check(requests):
        replies = send(rover, kind, name, requests)
        check(replies)
        answered[name] += len(replies)

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.fixed_dictionaries(fields), min_size=AT_ONCE, max_size=AT_ONCE))
    def ask(requests):
        send_and_check(requests)

    if fields:
        ask()
    else:  # of which there is one, and hypothesis sends nothing twice
        for _ in range(examples):
            send_and_check([{}] * AT_ONCE)
    assert rover.process.running, rover.process.output


def test_ten_thousand_requests_were_answered(answered):
    if answered.keys() != SERVICES.keys():
        pytest.skip('counts the requests of the tests before it, and not all of them were run')
    assert answered.total() >= 10_000, answered


def test_after_them_a_drive_is_what_it_would_have_been(rover):
    observation, _ = (env := RoverEnv('mars')).reset(seed=7)
    reply = rover.call(EnvReset, 'env/reset', seed=7)
    for action in [STRAIGHT, LEFT, RIGHT, STRAIGHT]:
        assert np.array(reply.observations, np.float32).tobytes() == observation.tobytes()
        answer = rover.call(Infer, 'policy/infer', batch=1, observations=reply.observations)
        assert list(answer.actions) == [STRAIGHT]
        observation, *_ = env.step(action)
        reply = rover.call(EnvStep, 'env/step', actions=[action])
    assert np.array(reply.observations, np.float32).tobytes() == observation.tobytes()
    assert 'Traceback' not in rover.process.output
