"""A worker drives three official trials of whatever was handed in, and names what goes wrong."""

from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper
from rover_env.spec import slot
from scorer.database import Database
from scorer.gold import load_gold
from scorer.in_process_trial import InProcessEnvironment, drive_trial
from scorer.leaderboard import Leaderboard
from scorer.limited_process import Limits
from scorer.replay import read_replay
from scorer.score import OFFICIAL_SEEDS
from scorer.submission import Submission
from scorer.submission_check import load_policy
from scorer.submission_files import SubmissionFiles, folder_beside
from scorer.submission_queue import SubmissionQueue
from scorer.tables import State
from scorer.worker import Worker


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / 'board.sqlite3')


@pytest.fixture
def board(store: str) -> Leaderboard:
    return Leaderboard(store)


def drive_all(store: str, **limits: float) -> list[str]:
    """Have one worker drive all that is queued; returns what it says."""
    lines: list[str] = []
    worker = Worker(
        SubmissionQueue(Database(store)),
        SubmissionFiles(folder_beside(store)),
        Limits(**limits),
        lines.append,
    )
    while worker.drive_next():
        pass
    return lines


def driven(board: Leaderboard, store: str, policy: Path, **limits: float) -> Submission:
    """Hand in a policy and return what becomes of it."""
    number = board.submit('Ann', policy).submission.id
    drive_all(store, **limits)
    return board.submission(number)


def test_a_submission_gets_a_log_and_the_trials_that_anybody_can_drive_again(
    board: Leaderboard, store: str, save_policy: Callable[..., Path]
) -> None:
    policy = save_policy()
    submission = driven(board, store, policy)
    assert (submission.state, submission.message) == (State.DONE, 'done, no trial has a score')
    trials = sorted(submission.trials, key=lambda trial: trial.number)
    assert [trial.seed for trial in trials] == [str(seed) for seed in OFFICIAL_SEEDS]
    assert {trial.outcome for trial in trials} == {'collision'}
    assert all(trial.official and trial.policy_hash == submission.policy_hash for trial in trials)
    log = submission.log_file.read_text()
    for trial in trials:
        assert len(Path(trial.log).read_text().splitlines()) == trial.steps + 1
        assert f'trial {trial.number}: collision score none\n' in log
    assert log.endswith('done\n')
    replay = read_replay(trials[0].replay)
    assert replay.trial['outcome'] == 'collision'
    assert replay.steps['step'].tolist() == list(range(trials[0].steps + 1))
    assert replay.drive.time_s[-1] == trials[0].duration
    gold = load_gold()
    environment = InProcessEnvironment(gold.simulation.world)
    again = drive_trial(environment, load_policy(policy), OFFICIAL_SEEDS[0], gold).episode
    first = trials[0]
    assert (first.steps, first.distance_travelled, first.average_acceleration, first.detail) == (
        again.steps,
        again.distance_travelled_m,
        again.average_acceleration_mps2,
        again.detail,
    )


@pytest.mark.parametrize(
    ('hungry', 'limits', 'reason'),
    [
        (True, {}, 'out of memory, needing more than 2,048 MiB'),
        (False, {'time_s': 5.0}, 'out of time, needing more than 5 s'),
    ],
)
def test_a_policy_that_gets_hungry_or_stuck_on_the_way_fails_by_name(
    board: Leaderboard,
    store: str,
    tmp_path: Path,
    make_policy: Callable[..., onnx.ModelProto],
    hungry: bool,
    limits: dict[str, float],
    reason: str,
) -> None:
    model = make_policy()
    work_at_the_start(model, hungry=hungry)
    onnx.save(model, tmp_path / 'greedy.onnx')
    submission = driven(board, store, tmp_path / 'greedy.onnx', **limits)
    assert submission.state == State.FAILED
    assert submission.message.startswith(f'failed: the policy ran {reason}')


def work_at_the_start(model: onnx.ModelProto, *, hungry: bool) -> None:
    """Have a policy do more than it may where the official trials start, and nowhere before.

    hungry: fill 8 GB; else count for ever.
    """
    graph, far = model.graph, slot('goal_distance')
    tensors = {
        'far': (TensorProto.INT64, [far.start]),
        'middle': (TensorProto.FLOAT, [(far.low + far.high) / 2 + 1.0]),
        'times': (TensorProto.FLOAT, [2e9 if hungry else 1e15]),
        'zero': (TensorProto.FLOAT, [0.0]),
    }
    for name, (kind, values) in tensors.items():
        graph.initializer.append(helper.make_tensor(name, kind, [1], values))
    nodes = [
        helper.make_node('Gather', ['obs', 'far'], ['distance'], axis=1),
        helper.make_node('ReduceMax', ['distance'], ['largest'], keepdims=0),
        helper.make_node('Greater', ['largest', 'middle'], ['is_far']),
        helper.make_node('Cast', ['is_far'], ['share'], to=TensorProto.FLOAT),
        helper.make_node('Mul', ['share', 'times'], ['amount']),
        helper.make_node('Cast', ['amount'], ['n'], to=TensorProto.INT64),
    ]
    if hungry:
        nodes.append(helper.make_node('ConstantOfShape', ['n'], ['filled']))
        nodes.append(helper.make_node('ReduceSum', ['filled'], ['worked'], keepdims=0))
    else:
        nodes += counting_nodes()
    nodes.append(helper.make_node('Mul', ['worked', 'zero'], ['nothing']))
    nodes.append(helper.make_node('Add', ['obs', 'nothing'], ['seen']))
    graph.node[0].input[0] = 'seen'
    for node in reversed(nodes):
        graph.node.insert(0, node)


def counting_nodes() -> list[onnx.NodeProto]:
    """Count to ``n`` one by one."""
    body = helper.make_graph(
        [
            helper.make_node('Identity', ['go_on'], ['goes_on']),
            helper.make_node('Add', ['sum', 'one_more'], ['new_sum']),
        ],
        'count',
        [
            helper.make_tensor_value_info('i', TensorProto.INT64, []),
            helper.make_tensor_value_info('go_on', TensorProto.BOOL, []),
            helper.make_tensor_value_info('sum', TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info('goes_on', TensorProto.BOOL, []),
            helper.make_tensor_value_info('new_sum', TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor('one_more', TensorProto.FLOAT, [1], [1.0])],
    )
    return [
        helper.make_node('Squeeze', ['n'], ['trips']),
        helper.make_node('Loop', ['trips', '', 'zero'], ['worked'], body=body),
    ]
