"""The `reward` command: list the rewards, or check a reward file before training with it."""

import argparse
import ast
import sys

import numpy as np
from mars_world.world import WorldError
from numpy.typing import NDArray

from rover_env.reward_file import RewardFileError, built_in_rewards, load_reward_file
from rover_env.starts import StartError

Float64 = NDArray[np.float64]

HEADINGS = ('min', 'mean', 'max', 'non-zero')


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit status: 0, 1 for a bad reward file or world."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (RewardFileError, WorldError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='reward', description=__doc__)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')
    listing = commands.add_parser('list', help='name the rewards that come with the package')
    listing.set_defaults(run=_list)
    check = commands.add_parser('check', help='try a reward file and show what it pays')
    check.add_argument('reward', help='name or Python file')
    check.add_argument('--world', default='mars', help='name, NAME:SEED or YAML file')
    check.add_argument('--seed', type=int, default=0, help='of the drive and of the states')
    check.set_defaults(run=_check)
    return parser


def _list(_: argparse.Namespace) -> int:
    for name in built_in_rewards():
        file = load_reward_file(name)
        title = (ast.get_docstring(ast.parse(file.source)) or '').partition('\n')[0]
        print(f'{name}: {title}')
        print(f'    {file.path}')
    return 0


def _check(options: argparse.Namespace) -> int:
    file = load_reward_file(options.reward)
    # Only checking needs the physics.
    from rover_env.reward_check import Trial, check_reward

    def show(title: str, trial: Trial) -> None:
        print(f'\n{title}')
        print('\n'.join(table(trial.terms, trial.rewards)))

    check = check_reward(file, options.world, options.seed)
    drive, states = check.drive, check.states
    print(f'{file.path} on {options.world}: no errors')
    show(f'On a drive of {len(drive.rewards)} steps in the fast model:', drive)
    print(f'{drive.n_ended} episodes ended, {drive.n_done} of them by the reward function')
    show(f'On {len(states.rewards)} states drawn at random:', states)
    print(f'the reward function was done in {states.n_done} of them')
    for sentence in check.oddities:
        print(f'note: {sentence}')
    return 0


def table(terms: dict[str, Float64], rewards: Float64) -> list[str]:
    """Return the lines of a table with one row per term, and the reward itself last."""
    columns = terms | {'reward': rewards}
    width = max(len(name) for name in columns)
    lines = [' '.join([' ' * width, *(f'{heading:>10}' for heading in HEADINGS)])]
    for name, values in columns.items():
        numbers = (values.min() + 0.0, values.mean(), values.max() + 0.0)  # 0.0 for -0.0
        cells = [f'{number:10.4g}' for number in numbers]
        share = np.count_nonzero(values) / len(values)
        lines.append(' '.join([f'{name:<{width}}', *cells, f'{share:>10.2%}']))
    return lines


if __name__ == '__main__':
    sys.exit(main())
