"""The commands of the README, as a user gives them."""

import json
import os
import re
import signal

import onnxruntime
import pytest
from rover_interfaces.msg import StepReport, TrialScore
from rover_interfaces.srv import Score

TRIAL = re.compile(r'trial (\d): (\w+) score (\S+)')
QUICK_TRAINING = (
    '{total_timesteps: 20000, block_updates: 1, '
    'evaluation: {starts: 4, n_rovers: 4, first_timesteps: 0, step_limit: 60}}'
)


def trials(output: str) -> list[tuple[str, str]]:
    """Outcome and score of each trial that was printed."""
    return [(outcome, score) for _, outcome, score in TRIAL.findall(output)]


def test_training_ends_with_a_policy_and_three_scored_trials(launch, tmp_path) -> None:
    job = launch('train.launch.xml', run='quick', config=QUICK_TRAINING)
    assert job.wait(400) == 0, job.output
    assert len(trials(job.output)) == 3, job.output
    run = tmp_path / 'runs' / 'quick'
    for name in ('config.yaml', 'reward.py', 'metrics.jsonl', 'episodes.jsonl', 'policy.md'):
        assert (run / name).stat().st_size > 0, name
    session = onnxruntime.InferenceSession(str(run / 'policy.onnx'))
    assert [entry.name for entry in session.get_inputs()] == ['obs']
    episodes = [json.loads(line) for line in (run / 'episodes.jsonl').read_text().splitlines()]
    assert episodes


def test_ctrl_c_in_training_stops_cleanly_and_keeps_the_run(graph, launch, tmp_path) -> None:
    job = launch('train.launch.xml', run='stopped', config='{total_timesteps: 3000000}')
    graph.wait_until(lambda: 'steps/s' in job.output, 'the training to be on its way', 120)
    job.signal(signal.SIGINT)
    job.wait(60)
    assert 'Traceback' not in job.output
    assert list((tmp_path / 'runs' / 'stopped' / 'checkpoints').iterdir())
    job = launch('train.launch.xml', run='stopped')
    graph.wait_until(lambda: 'steps/s' in job.output, 'the training to go on', 120)
    job.signal(signal.SIGINT)
    job.wait(60)
    assert 'Traceback' not in job.output


def test_the_shipped_policy_reaches_the_checkpoint_and_is_scored(graph, launch) -> None:
    scores = graph.record(TrialScore, 'score')
    job = launch('evaluate.launch.xml', official='true')
    graph.wait_until(lambda: len(trials(job.output)) == 3, 'three trials', 240)
    assert [outcome for outcome, _ in trials(job.output)] == ['reached'] * 3
    answer = graph.call(Score, '/score')
    assert answer.success
    assert answer.trial.official
    result = answer.trial.result
    assert answer.trial.score == pytest.approx(
        10_000 - result.steps - result.distance_travelled - result.average_linear_acceleration,
        abs=1e-9,
    )
    assert min(trial.score for trial in scores.messages) >= 9740
    assert [f'{trial.score:.2f}' for trial in scores.messages] == [
        score for _, score in trials(job.output)
    ]
    assert job.running
    expected = {'simulation', 'collision_monitor', 'env_server', 'policy_server', 'scorer'}
    assert expected <= {name for name, _ in graph.node.get_node_names_and_namespaces()}
    job.signal(signal.SIGINT)
    assert job.wait(60) == 0


def test_one_process_or_many_give_the_same_result_to_the_last_bit(graph, launch, tmp_path) -> None:
    scores = graph.record(TrialScore, 'score')
    results = [tmp_path / 'many.json', tmp_path / 'one.json']
    for composed, file in zip(('false', 'true'), results, strict=True):
        job = launch(
            'evaluate.launch.xml', trials=1, seed=2, shutdown='true', official='true',
            composed=composed, results=file,
        )  # fmt: skip
        assert job.wait(180) == 0, job.output
    assert [trial.result.outcome for trial in scores.messages] == ['reached'] * 2
    assert results[0].read_bytes() == results[1].read_bytes()


def test_killed_policy_server_ends_the_trial_with_a_named_outcome(graph, launch) -> None:
    reports = graph.record(StepReport, 'step_report')
    job = launch('evaluate.launch.xml', trials=1, shutdown='true')
    reports.wait_for(lambda report: report.step > 5, timeout_s=120)
    (server,) = re.findall(r'\[policy_server-\d+\]: process started with pid \[(\d+)\]', job.output)
    os.kill(int(server), signal.SIGKILL)
    job.wait(120)
    ((outcome, score),) = trials(job.output)
    assert (outcome, score) == ('policy_lost', 'none'), job.output
    assert re.search(r'\[policy_server-\d+\]: process has died .*exit code -9', job.output)


@pytest.mark.parametrize(
    ('file', 'arguments', 'named'),
    [
        ('train.launch.xml', {'reward': 'broken.py'}, 'broken.py'),
        ('evaluate.launch.xml', {'policy': 'broken.onnx'}, 'broken.onnx'),
        ('evaluate.launch.xml', {'world': 'atlantis'}, 'atlantis'),
        ('train.launch.xml', {'world': 'atlantis'}, 'atlantis'),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    launch, tmp_path, file: str, arguments: dict, named: str
) -> None:
    (tmp_path / 'broken.py').write_text('def reward_function(self:\n')
    (tmp_path / 'broken.onnx').write_bytes(b'this is not a model')
    job = launch(file, **arguments)
    assert job.wait(90) != 0
    said = [line for line in job.output.splitlines() if named in line and '[FATAL]' in line]
    said += [line for line in job.output.splitlines() if named in line and '[ERROR]' in line]
    said = [line for line in said if 'process has died' not in line]
    assert said, job.output
    node = said[0].split()[0]
    assert not [line for line in job.output.splitlines() if f'{node} Traceback' in line]
