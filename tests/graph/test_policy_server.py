"""The policy server over real DDS: asks, swaps and refusals."""

from array import array
from math import inf, nan

import numpy as np
import pytest
from policy_server.error_codes import ErrorCode
from rover_env.ros_qos import LATCHED
from rover_env.spec import ACTIONS, OBSERVATION_SIZE, spec_checksum
from rover_interfaces.msg import LatencyHistogram, PolicyLatency
from rover_interfaces.srv import Infer, LoadPolicy, PolicyInfo

LEFT, RIGHT, STRAIGHT = 0, 1, 2
ONE = [0.5] * OBSERVATION_SIZE  # an observation


def infer(graph, batch=1, observations=None):
    numbers = array('f', observations or ONE * batch)
    return graph.call(Infer, 'policy/infer', batch=batch, observations=numbers)


@pytest.fixture
def server(shared_graph, save_policy):
    """A server of the graph that all tests share, serving a policy that goes straight."""
    if not getattr(shared_graph, 'served', None):
        shared_graph.served = shared_graph.start('policy_server', 'policy_server')
    loaded = shared_graph.call(LoadPolicy, 'policy/load', path=str(save_policy(favourite=STRAIGHT)))
    assert loaded.success, loaded.message
    return shared_graph


@pytest.mark.parametrize('batch', [1, 64])
def test_every_observation_is_answered_with_an_action(server, batch):
    reply = infer(server, batch)
    assert reply.success, reply.message
    assert list(reply.actions) == [STRAIGHT] * batch
    assert len(reply.probabilities) == batch * len(ACTIONS)
    assert len(reply.policy_hash) == 64


def test_the_latency_of_every_request_is_published(server):
    latencies = server.record(PolicyLatency, 'policy/latency')
    server.wait_for_publisher('policy/latency')
    server.wait_until(lambda: infer(server, 3).success and latencies.messages, 'a latency')
    assert latencies.messages[0].batch == 3
    assert 0.0 < latencies.messages[0].inference_time < 1.0


def test_the_histogram_counts_all_requests_since_the_policy_was_loaded(server):
    served = infer(server).policy_hash
    histograms = server.record(LatencyHistogram, 'policy/latency_histogram', LATCHED)
    for _ in range(9):
        infer(server, 2)
    counted = histograms.wait_for(
        lambda one: (
            one.policy_hash == served and sum(one.counts) == 10
        )  # the server was loaded anew
    )
    assert len(counted.counts) == len(counted.upper_bounds) + 1
    assert counted.upper_bounds[0] <= counted.p50 <= counted.p99


@pytest.mark.parametrize(
    ('batch', 'observations', 'sentence'),
    [
        (0, ONE, 'batch is 0'),
        (2, ONE, f'{OBSERVATION_SIZE} numbers for a batch of 2'),
        (1, ONE[:-1], f'{OBSERVATION_SIZE - 1} numbers for a batch of 1'),
        (2**32 - 1, ONE, 'batch is 4294967295'),
        (1, [nan] * OBSERVATION_SIZE, 'slot scan_sectors is nan'),
        (1, [*ONE[:-1], inf], 'slot power is inf'),
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(server, batch, observations, sentence):
    reply = infer(server, batch, observations)
    assert not reply.success
    assert reply.error_code == ErrorCode.BAD_REQUEST
    assert sentence in reply.message
    assert infer(server).success


def test_a_policy_is_swapped_while_it_serves(server, save_policy):
    before = infer(server).policy_hash
    loaded = server.call(LoadPolicy, 'policy/load', path=str(save_policy(favourite=RIGHT)))
    after = infer(server)
    assert list(after.actions) == [RIGHT]
    assert before != after.policy_hash == loaded.policy_hash


def test_requests_under_way_while_policies_are_swapped_are_answered_by_the_one_they_name(
    server, save_policy, tmp_path
):
    hashes = {}
    for favourite in (LEFT, RIGHT, STRAIGHT):
        file = save_policy(favourite=favourite).rename(tmp_path / f'{favourite}.onnx')
        loaded = server.call(LoadPolicy, 'policy/load', path=str(file))
        hashes[loaded.policy_hash] = favourite
    numbers = array('f', ONE)
    asked, loads = [], []
    for k in range(30):  # few at once: a service keeps ten requests that wait
        file = tmp_path / f'{k % 3}.onnx'
        loads.append(server.call_async(LoadPolicy, 'policy/load', path=str(file)))
        while not loads[-1].done():
            asked.append(server.call_async(Infer, 'policy/infer', batch=1, observations=numbers))
            server.wait_until(asked[-1].done, 'an answer')
    assert all(one.result().success for one in asked + loads)
    replies = [one.result() for one in asked]
    assert {hashes[reply.policy_hash] for reply in replies} == {LEFT, RIGHT, STRAIGHT}
    for reply in replies:
        assert list(reply.actions) == [hashes[reply.policy_hash]]


def empty(file, save_policy):
    file.touch()


def two_gigabytes(file, save_policy):
    with file.open('wb') as content:
        content.truncate(2**31)  # sparse: takes no room on the disk


def truncated(file, save_policy):
    file.write_bytes(save_policy().read_bytes()[:-200])


def of_another_shape(file, save_policy):
    save_policy(size=7).rename(file)


def that_answers_nan(file, save_policy):
    weights = np.full((OBSERVATION_SIZE, len(ACTIONS)), np.nan, np.float32)
    save_policy(weights=weights).rename(file)


def of_no_rover(file, save_policy):
    save_policy(metadata={}).rename(file)


def with_weights_elsewhere(file, save_policy):
    save_policy(split=True).rename(file)


@pytest.mark.parametrize(
    ('make', 'sentence'),
    [
        (empty, 'is empty (0 bytes); export it again'),
        (two_gigabytes, 'has 2,147,483,648 bytes, more than the 67,108,864 that are served'),
        (truncated, 'is not an ONNX file; give one that the trainer exported'),
        (of_another_shape, 'has inputs (obs tensor(float) [batch, 7]), needs'),
        (that_answers_nan, 'does not work: the policy answered with probabilities that are not'),
        (of_no_rover, 'does not say that it is a rover policy'),
        (with_weights_elsewhere, 'keeps its weights in another file; export it as one file'),
    ],
)
def test_a_file_that_cannot_serve_is_refused_in_a_sentence(
    server, save_policy, tmp_path, make, sentence
):
    before = infer(server)
    file = tmp_path / 'bad.onnx'
    make(file, save_policy)
    refused = server.call(LoadPolicy, 'policy/load', path=str(file), timeout_s=5.0)
    assert (refused.success, refused.error_code) == (False, ErrorCode.POLICY_REFUSED)
    assert f'bad.onnx {sentence}' in refused.message
    assert '\n' not in refused.message
    assert infer(server).policy_hash == before.policy_hash


def test_a_bad_file_leaves_the_old_policy_serving(server, tmp_path):
    (tmp_path / 'notes.onnx').write_text('not a network')
    before = infer(server)
    refused = server.call(LoadPolicy, 'policy/load', path=str(tmp_path / 'notes.onnx'))
    assert not refused.success
    assert refused.error_code == ErrorCode.POLICY_REFUSED
    assert 'is not an ONNX file' in refused.message
    assert refused.policy_hash == before.policy_hash
    assert infer(server).policy_hash == before.policy_hash


def test_the_server_tells_what_it_serves(server):
    info = server.call(PolicyInfo, 'policy/info')
    assert info.loaded
    assert info.observation_size == OBSERVATION_SIZE
    assert list(info.action_names) == ['left', 'right', 'straight']
    assert info.spec_checksum == spec_checksum()
    assert info.policy_hash == infer(server).policy_hash
    assert '"jezero.format": "1"' in info.metadata


def test_a_server_that_starts_with_a_bad_file_says_so_until_it_gets_a_good_one(
    graph, save_policy, tmp_path
):
    graph.start('policy_server', 'policy_server', {'policy': tmp_path / 'none.onnx'})
    info = graph.call(PolicyInfo, 'policy/info')
    assert not info.loaded
    assert 'none.onnx does not exist' in info.message
    refused = infer(graph)
    assert refused.error_code == ErrorCode.NO_POLICY
    assert refused.message == info.message
    assert graph.call(LoadPolicy, 'policy/load', path=str(save_policy())).success
    assert infer(graph).success


def test_a_server_stops_quietly(graph):
    process = graph.start('policy_server', 'policy_server')
    graph.call(PolicyInfo, 'policy/info')
    assert process.stop() == 0
    assert 'Traceback' not in process.output
