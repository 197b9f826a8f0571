"""How long whole trainings take until their policy passes the test on the full physics."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import matplotlib.figure
from policy_trainer.environments import RunEnvironments
from policy_trainer.evaluate import evaluate
from policy_trainer.evaluate_cli import onnx_driver
from policy_trainer.json_lines import read_json_lines
from policy_trainer.run_folder import RunFolder
from policy_trainer.start_run import begin_run
from policy_trainer.train import train

FRESH_SEED = 1_000_003  # of starts that had no part in choosing the weights


@dataclass(frozen=True)
class SeedRow:
    """One training. wall_s: tests included. test_rate: of the test that chose the exported weights.

    fresh_rate: the same test with starts and noise of its own, after training; None: not driven.
    curve: (seconds, timesteps, share of the training episodes that reached the checkpoint) of each
    update.
    """

    seed: int
    ended_by: str
    timesteps: int
    wall_s: float
    test_rate: float
    fresh_rate: float | None
    curve: tuple[tuple[float, int, float], ...]


def train_seed(seed: int, runs_dir: Path, again: bool) -> SeedRow:
    """Train with the default settings and this seed; again: test the policy once more."""
    began_s = time.perf_counter()
    run = begin_run(runs_dir, f'training-{time.strftime("%Y%m%d-%H%M%S")}-{seed}', {'seed': seed})
    result = train(run, RunEnvironments(run), threading.Event())
    wall_s = time.perf_counter() - began_s
    records = list(read_json_lines(run.metrics))
    tests = [r['evaluation/success_rate'] for r in records if 'evaluation/success_rate' in r]
    curve = tuple(
        (record['wall_time_s'], record['timesteps'], record['episodes/success_rate'])
        for record in records
        if 'episodes/success_rate' in record
    )
    fresh_rate = _fresh_rate(run) if again else None
    return SeedRow(seed, result.reason, result.timesteps, wall_s, max(tests), fresh_rate, curve)


def draw_curves(rows: list[SeedRow], path: Path) -> None:
    """Draw the success rate while training, over steps and over time, and the last test's."""
    figure = matplotlib.figure.Figure(figsize=(9.0, 3.6), layout='constrained')
    over_steps, over_time = figure.subplots(1, 2, sharey=True)
    for row in rows:
        seconds, timesteps, rates = zip(*row.curve, strict=True)
        line = over_steps.plot([steps / 1e6 for steps in timesteps], rates)[0]
        over_time.plot(seconds, rates, color=line.get_color(), label=f'seed {row.seed}')
        over_steps.plot(row.timesteps / 1e6, row.test_rate, '*', color=line.get_color())
        over_time.plot(row.wall_s, row.test_rate, '*', color=line.get_color())
    for axes, label in ((over_steps, 'million steps'), (over_time, 'seconds, tests included')):
        axes.set(xlabel=label, ylim=(0.0, 1.02))
        axes.axhline(0.95, color='grey', linewidth=0.8, linestyle='--')
        axes.grid(alpha=0.3)
    over_steps.set_ylabel('share that reached the checkpoint')
    over_time.legend()
    figure.suptitle('Lines: training episodes, exploring. Stars: test of the exported weights')
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _fresh_rate(run: RunFolder) -> float:
    test = run.read_config().evaluation
    environments = RunEnvironments(run)
    driver = onnx_driver(run.policy)
    try:
        result = evaluate(
            environments.evaluation(), driver, test.starts, FRESH_SEED, test.step_limit, test.starts
        )
    finally:
        environments.close()
    return result.success_rate
