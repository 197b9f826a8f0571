"""A submission is let in, or refused in one sentence; nothing of it runs in this process."""

from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper
from scorer.limited_process import Limits
from scorer.submission_check import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_POLICY_BYTES,
    MAX_REWARD_BYTES,
    SubmissionError,
    checked_entry,
    keep_policy,
)
from scorer.submission_files import SubmissionFiles


@pytest.fixture
def policy(save_policy: Callable[..., Path]) -> Path:
    return save_policy()


@pytest.fixture
def files(tmp_path: Path) -> SubmissionFiles:
    return SubmissionFiles(tmp_path / 'data')


def keep(file: Path, files: SubmissionFiles, time_s: float = 60.0) -> None:
    keep_policy(checked_entry('Ann', '', file, None).policy, files, Limits(time_s=time_s))


def test_a_good_submission_is_taken_as_it_is(policy: Path, tmp_path: Path) -> None:
    reward = tmp_path / 'reward.py'
    reward.write_text('def reward_function(self):\n    return 1.0, False\n')
    entry = checked_entry('  Änn & Bob 2 ', 'Fast.\nAnd low.', policy, reward)
    assert (entry.name, entry.description) == ('Änn & Bob 2', 'Fast.\nAnd low.')
    assert entry.reward == reward.read_text()


@pytest.mark.parametrize(
    ('name', 'description', 'told'),
    [
        ('', '', 'the name is empty; give one of 1 to 60 characters'),
        (' \t', '', 'the name is empty'),
        ('A' * (MAX_NAME + 1), '', 'the name has 61 characters; at most 60 are kept'),
        ('Ann\x1b[31m', '', r"the name has '\x1b' as character 4; use printable ones only"),
        ('Ann\nBob', '', 'the name has'),
        ('Ann\u202eBob', '', 'the name has'),
        ('\ud800', '', 'the name has'),
        ('Ann', 'A' * (MAX_DESCRIPTION + 1), 'the description has 2001 characters'),
        ('Ann', 'A\0', 'the description has'),
    ],
)
def test_bad_texts_are_refused(policy: Path, name: str, description: str, told: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        checked_entry(name, description, policy, None)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ('content', 'told'),
    [
        (b'\xff\xfe', 'is not UTF-8 text'),
        (b'a\0b', 'is not text'),
        (b'#' * (MAX_REWARD_BYTES + 1), 'has 262,145 bytes; at most 262,144 are kept'),
        (None, 'does not exist or is not a file'),
    ],
)
def test_bad_reward_files_are_refused(
    policy: Path, tmp_path: Path, content: bytes | None, told: str
) -> None:
    reward = tmp_path / 'reward.py'
    if content is not None:
        reward.write_bytes(content)
    with pytest.raises(SubmissionError, match=told):
        checked_entry('Ann', '', policy, reward)


def test_a_reward_file_is_never_run(policy: Path, tmp_path: Path) -> None:
    reward = tmp_path / 'reward.py'
    reward.write_text(f'open({str(tmp_path / "was_here")!r}, "w")')
    checked_entry('Ann', '', policy, reward)
    assert not (tmp_path / 'was_here').exists()


def test_a_policy_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / 'large.onnx'
    with large.open('wb') as file:
        file.truncate(2 * 2**30)
    with pytest.raises(SubmissionError, match=f'more than the {MAX_POLICY_BYTES:,}'):
        checked_entry('Ann', '', large, None)


@pytest.mark.parametrize('path', ['missing.onnx', '.', '/dev/zero'])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(SubmissionError, match=r'does not exist|is not a file'):
        checked_entry('Ann', '', path, None)


def test_a_good_policy_is_kept_by_its_hash(policy: Path, files: SubmissionFiles) -> None:
    entry = checked_entry('Ann', '', policy, None)
    keep_policy(entry.policy, files)
    kept = files.policy(entry.policy.sha256)
    assert kept.read_bytes() == policy.read_bytes()
    assert list(kept.parent.iterdir()) == [kept]


def test_a_file_that_is_no_policy_is_not_kept(tmp_path: Path, files: SubmissionFiles) -> None:
    notes = tmp_path / 'notes.onnx'
    notes.write_text('not a network')
    with pytest.raises(SubmissionError, match=r'notes\.onnx is not an ONNX file'):
        keep(notes, files)
    assert list((tmp_path / 'data' / 'policies').iterdir()) == []


def test_weights_in_another_file_are_refused(
    tmp_path: Path, files: SubmissionFiles, make_policy: Callable[..., onnx.ModelProto]
) -> None:
    split = tmp_path / 'split.onnx'
    onnx.save(
        make_policy(), split, save_as_external_data=True, location='weights', size_threshold=0
    )
    with pytest.raises(SubmissionError, match='keeps its weights in another file'):
        keep(split, files)


def test_a_network_that_needs_too_much_memory_is_refused_by_name(
    tmp_path: Path, files: SubmissionFiles, make_policy: Callable[..., onnx.ModelProto]
) -> None:
    model = make_policy()
    append_work(model, n=10**9)
    onnx.save(model, tmp_path / 'hungry.onnx')
    with pytest.raises(SubmissionError, match=r'be tried: it ran out of memory'):
        keep(tmp_path / 'hungry.onnx', files)


def test_a_network_that_never_answers_is_refused_by_name(
    tmp_path: Path, policy: Path, files: SubmissionFiles
) -> None:
    with pytest.raises(SubmissionError, match='could not be tried: it ran out of time'):
        keep(policy, files, time_s=0.01)


def append_work(model: onnx.ModelProto, n: int) -> None:
    """Have a policy fill n numbers before it answers."""
    graph = model.graph
    graph.initializer.append(helper.make_tensor('n', TensorProto.INT64, [1], [n]))
    graph.initializer.append(helper.make_tensor('zero', TensorProto.FLOAT, [], [0.0]))
    graph.node[0].input[0] = 'worked'
    for node in reversed(
        [
            helper.make_node('ConstantOfShape', ['n'], ['many']),
            helper.make_node('ReduceMax', ['obs'], ['largest'], keepdims=0),
            helper.make_node('Add', ['many', 'largest'], ['filled']),
            helper.make_node('ReduceMax', ['filled'], ['most'], keepdims=0),
            helper.make_node('Mul', ['most', 'zero'], ['nothing']),
            helper.make_node('Add', ['obs', 'nothing'], ['worked']),
        ]
    ):
        graph.node.insert(0, node)
