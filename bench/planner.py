"""How near a policy comes to a planner that sees the whole true map and has the same three actions.

    python bench/planner.py policies/mars.onnx [--seeds 3]
    python bench/planner.py policies/mars.onnx --first-world 1001 --worlds 20

Both drive from the official start on the full physics at the step of scores, without the graph: the
same numbers as there. With ``--worlds`` they drive in as many random worlds instead, a trial each.
"""

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from lookahead import Lookahead, Pose
from mars_world.world import World, load_world
from numpy.typing import NDArray
from policy_trainer.evaluate_cli import onnx_driver
from rover_env.env import RoverEnv
from rover_env.score import score
from rover_env.spec import slot

STEP_LIMIT = 600
Chooser = Callable[[NDArray[np.float32], dict[str, Any]], int]


def main() -> None:
    """Drive both in each world and print a table."""
    options = _options()
    policy = onnx_driver(options.policy)
    names = [f'mars-random:{options.first_world + i}' for i in range(options.worlds)] or ['mars']
    seeds = range(1, 1 + (options.seeds if not options.worlds else 1))
    print('| world | seed | planner | policy | difference |\n|---|---|---|---|---|', flush=True)
    reached, differences = {'planner': 0, 'policy': 0}, []
    for name in names:
        env = RoverEnv(load_world(name))
        planner = planner_chooser(load_world(name))
        for seed in seeds:
            ends = {
                'planner': drive(env, planner, seed),
                'policy': drive(env, lambda obs, info: int(policy(obs[None])[0][0]), seed),
            }
            for driver, (outcome, _) in ends.items():
                reached[driver] += outcome == 'reached'
            difference = ends['planner'][1] - ends['policy'][1]
            differences.append(difference)
            cells = [f'{o} {s:.2f}' if o == 'reached' else o for o, s in ends.values()]
            print(f'| {name} | {seed} | {cells[0]} | {cells[1]} | {difference:.2f} |', flush=True)
    n_trials = len(names) * len(seeds)
    print(f'\nreached, of {n_trials}: planner {reached["planner"]}, policy {reached["policy"]};')
    both = [value for value in differences if not math.isnan(value)]
    if both:
        mean = sum(both) / len(both)
        print(f'where both reached, the planner scores {mean:.2f} points more on average.')


def planner_chooser(world: World) -> Chooser:
    """Return the planner of a world, which reads the true pose out of the environment."""
    lookahead = Lookahead(world)
    goal = world.file.goal

    def choose(observation: NDArray[np.float32], info: dict[str, Any]) -> int:
        x, y = info['variables']['x'], info['variables']['y']
        at = {name: float(observation[slot(name).start]) for name in SLOTS}
        yaw = math.atan2(goal.y - y, goal.x - x) - math.atan2(at['goal_sin'], at['goal_cos'])
        pose: Pose = (x, y, yaw, at['yaw_rate'])
        return lookahead.action(pose)

    return choose


SLOTS = ('goal_sin', 'goal_cos', 'yaw_rate')


def drive(env: RoverEnv, choose: Chooser, seed: int) -> tuple[str, float]:
    """Drive one trial; return its outcome and its score, nan without one."""
    observation, info = env.reset(seed=seed)
    for _ in range(STEP_LIMIT):
        observation, _, ended, _, info = env.step(choose(observation, info))
        if ended:
            break
    if info['outcome'] != 'reached':
        return info['outcome'], math.nan
    return 'reached', score(
        info['steps'], info['distance_travelled'], info['average_linear_acceleration']
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('policy', type=Path)
    parser.add_argument('--seeds', type=int, default=3, help='trials in mars')
    parser.add_argument('--worlds', type=int, default=0, help='random worlds to drive in instead')
    parser.add_argument('--first-world', type=int, default=1001, help='seed of the first of them')
    return parser.parse_args()


if __name__ == '__main__':
    main()
