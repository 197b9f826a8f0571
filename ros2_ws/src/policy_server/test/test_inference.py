"""A policy serves what its file says, and a bad file or observation is refused in one sentence."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from policy_server.inference import InferenceError, ObservationError, Policy
from policy_server.policy_file import PolicyLoadError
from rover_env.spec import OBSERVATION_SIZE

SavePolicy = Callable[..., Path]


def observations(n: int, value: float = 0.5) -> np.ndarray:
    return np.full((n, OBSERVATION_SIZE), value, np.float32)


@pytest.mark.parametrize('favourite', [0, 1, 2])
def test_the_most_probable_action_is_chosen(save_policy: SavePolicy, favourite: int) -> None:
    decision = Policy(save_policy(favourite=favourite)).infer(observations(4))
    assert decision.actions.tolist() == [favourite] * 4
    assert decision.probabilities.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-6)


def test_each_observation_of_a_batch_gets_its_own_action(save_policy: SavePolicy) -> None:
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[0] = [10.0, 0.0, 0.0]  # the first slot asks for left
    batch = observations(3, 0.0)
    batch[1, 0] = 4.0
    assert Policy(save_policy(weights=weights)).infer(batch).actions.tolist() == [2, 0, 2]


def test_the_hash_is_that_of_the_file(save_policy: SavePolicy) -> None:
    file = save_policy()
    assert Policy(file).sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_metadata_of_the_file_is_kept(
    save_policy: SavePolicy, metadata: dict[str, str]
) -> None:
    assert Policy(save_policy()).metadata == metadata


def refusal(path: Path | str) -> str:
    with pytest.raises(PolicyLoadError) as caught:
        Policy(path, max_bytes=100_000)
    text = str(caught.value)
    assert '\n' not in text
    return text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert 'nowhere.onnx does not exist' in refusal(tmp_path / 'nowhere.onnx')


def test_an_empty_name_is_refused() -> None:
    assert 'has no name' in refusal('')


@pytest.mark.parametrize('name', ['~nobody-of-this-name/a.onnx', 'x' * 5000])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert 'cannot be read' in refusal(name)


def test_a_name_of_many_lines_or_pages_is_shown_in_one_line() -> None:
    assert refusal('a\nb.onnx').startswith("policy 'a\\nb.onnx' does not exist")
    assert len(refusal('x' * 5000)) < 300


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert 'is not a file' in refusal(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe')
    assert 'is not a file' in refusal(tmp_path / 'pipe')


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / 'empty.onnx').touch()
    assert 'is empty (0 bytes)' in refusal(tmp_path / 'empty.onnx')


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / 'big.onnx').open('wb') as file:
        file.truncate(2**31)  # sparse: takes no room on the disk
    assert 'more than the 100,000' in refusal(tmp_path / 'big.onnx')


@pytest.mark.parametrize('content', [b'random weights', b'\x08', bytes(range(256))])
def test_a_file_that_is_not_onnx_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / 'notes.txt').write_bytes(content)
    assert 'is not an ONNX file' in refusal(tmp_path / 'notes.txt')


def test_a_truncated_policy_is_refused(save_policy: SavePolicy) -> None:
    file = save_policy()
    file.write_bytes(file.read_bytes()[:-200])
    assert 'is not an ONNX file' in refusal(file)


def test_weights_in_another_file_are_refused(save_policy: SavePolicy) -> None:
    assert 'keeps its weights in another file' in refusal(save_policy(split=True))


def test_a_file_without_our_metadata_is_refused(save_policy: SavePolicy) -> None:
    assert 'no jezero.format' in refusal(save_policy(metadata={}))


@pytest.mark.parametrize(
    ('key', 'value', 'sentence'),
    [
        ('jezero.format', '7', 'has format 7'),
        ('jezero.spec_checksum', 'abc', 'another observation layout (spec checksum abc'),
        ('jezero.step_period', '0.1', 'step period of 0.1'),
        ('jezero.step_period', 'soon', 'step period of soon'),
    ],
)
def test_metadata_of_another_task_is_refused(
    save_policy: SavePolicy, metadata: dict[str, str], key: str, value: str, sentence: str
) -> None:
    assert sentence in refusal(save_policy(metadata={**metadata, key: value}))


def test_another_observation_size_is_refused_with_both_shapes(save_policy: SavePolicy) -> None:
    text = refusal(save_policy(size=7))
    assert '[batch, 7]' in text
    assert f'[batch, {OBSERVATION_SIZE}]' in text


def test_a_fixed_batch_is_refused(save_policy: SavePolicy) -> None:
    assert f'[1, {OBSERVATION_SIZE}]' in refusal(save_policy(batch=1))


def test_a_network_that_answers_nan_is_refused(save_policy: SavePolicy) -> None:
    weights = np.full((OBSERVATION_SIZE, 3), np.nan, np.float32)
    assert 'not finite' in refusal(save_policy(weights=weights))


def test_nan_for_one_observation_is_an_error_and_not_an_action(save_policy: SavePolicy) -> None:
    weights = np.zeros((OBSERVATION_SIZE, 3), np.float32)
    weights[0] = [1e38, -1e38, 0.0]  # overflows for a range that no LIDAR gives
    policy = Policy(save_policy(weights=weights))
    batch = observations(2, 0.0)
    batch[1, 0] = 1e6
    with pytest.raises(InferenceError, match='not finite'):
        policy.infer(batch)


@pytest.mark.parametrize('n', [2, 64])
@pytest.mark.parametrize('bad', [np.nan, np.inf, -np.inf])
def test_an_observation_that_is_not_finite_is_refused_with_its_slot(
    save_policy: SavePolicy, bad: float, n: int
) -> None:
    batch = observations(n)
    batch[1, 36] = bad
    with pytest.raises(ObservationError, match='observation 1, slot goal_distance'):
        Policy(save_policy()).infer(batch)


@pytest.mark.parametrize('shape', [(0, OBSERVATION_SIZE), (1, 3), (OBSERVATION_SIZE,)])
def test_observations_of_another_shape_are_refused(
    save_policy: SavePolicy, shape: tuple[int, ...]
) -> None:
    with pytest.raises(ObservationError):
        Policy(save_policy()).infer(np.zeros(shape, np.float32))
