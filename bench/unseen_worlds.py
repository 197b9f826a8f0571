"""How often a policy arrives in worlds it was not trained in.

    python bench/unseen_worlds.py POLICY.onnx [--worlds 200] [--starts 1] [--first 1001]

Drives the full physics at the step of scores in `mars-random:1001`, `:1002` and so on, which no
configuration that ships trains in. Prints a line per world; nothing here is a test.
"""

import argparse
from collections import Counter
from pathlib import Path

from policy_trainer.config import EvaluationConfig, StartConfig
from policy_trainer.evaluate import Driver, Evaluation, evaluate
from policy_trainer.evaluate_cli import onnx_driver
from result_file import write_result
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv


def main() -> None:
    """Drive in each world, print and write."""
    options = _options()
    driver = onnx_driver(options.policy)
    results: dict[str, Evaluation] = {}
    for seed in range(options.first, options.first + options.worlds):
        world = f'mars-random:{seed}'
        results[world] = _test(driver, world, options.starts)
        print(f'{world:20} {results[world].summary()}', flush=True)
    ends = Counter(e.outcome for result in results.values() for e in result.episodes)
    n_starts = options.starts * options.worlds
    reached = ends['reached']
    print(f'reached {reached} of {n_starts} ({reached / n_starts:.1%}): {dict(ends)}')
    if options.json:
        table = {
            'policy': str(options.policy),
            'starts': options.starts,
            'reached': {world: result.success_rate for world, result in results.items()},
            'ends': dict(ends),
        }
        write_result(options.json, table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('policy', type=Path)
    parser.add_argument('--worlds', type=int, default=200)
    parser.add_argument('--starts', type=int, default=1, help='in each world')
    parser.add_argument('--first', type=int, default=1001, help='seed of the first world')
    parser.add_argument('--json', type=Path)
    return parser.parse_args()


def _test(driver: Driver, world: str, starts: int) -> Evaluation:
    rule, test = StartConfig(), EvaluationConfig()
    env = RoverVectorEnv(
        starts,
        [world],
        model='full',
        starts=StartRule(None, rule.jitter_m, rule.yaw_jitter_rad),
        physics_step_s=test.physics_step_s,
        threads=test.threads,
    )
    return evaluate(env, driver, starts, 1, test.step_limit, max_failures=starts)


if __name__ == '__main__':
    main()
