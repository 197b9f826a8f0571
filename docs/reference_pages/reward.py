"""The page of what a reward function sees, from the docstrings of variables and constants."""

import inspect
import re
from collections.abc import Mapping

from mars_world.world import load_world
from rover_env.reward_constants import reward_constants
from rover_env.rover_view import RoverView
from rover_env.task import Task
from rover_env.variables import Variables

VARIABLES = """# What a reward function sees

Made by `docs/build` from `rover_env/variables.py` and `rover_env/reward_constants.py`. How to write
the function: [Train a policy with your own reward](../tutorials/train_with_your_reward.md).

## Variables

Attributes of the argument of `reward_function(self)`. A file may have `batch_reward(batch)` as
well, which gets the names of this table as arrays with a value for each rover that trains, and
returns as many rewards.

"""
MORE = """
`reached_waypoint_1`, `reached_waypoint_2` and `reached_waypoint_3` are False at the start, for the
function to set once it has paid a waypoint. `reward_terms` may be set to a dict of names and
numbers that sum to the reward; logs and plots show them. Whatever else is set on `self` stays until
the episode ends.

## Constants

Of the world that is driven in, under their bare names, without `self`.

"""
ENTRY = re.compile(r'(?P<names>[\w, ]+): (\[(?P<unit>.+?)\] )?(?P<meaning>.+)')


def reward_page() -> str:
    """Return the page as Markdown."""
    constants = reward_constants(Task.from_world_file(load_world('mars').file.model_dump()))
    return ''.join([
        VARIABLES,
        _table(Variables, RoverView.__annotations__),
        MORE,
        _table(reward_constants, {name: type(value) for name, value in constants.items()}),
    ])  # fmt: skip


def _table(described: object, types: Mapping[str, type]) -> str:
    """Return a row per entry of a docstring. Raises KeyError where it leaves a name out."""
    lines = ['| name | type | unit | meaning |', '|---|---|---|---|']
    untold = dict(types)
    # An entry goes on in lines that are indented.
    text = re.sub(r'\n +', ' ', inspect.getdoc(described) or '').replace('``', '`')
    for entry in filter(None, map(ENTRY.fullmatch, text.splitlines())):
        names = [name for name in entry['names'].split(', ') if name in untold]
        kinds = {untold.pop(name).__name__ for name in names}
        if names:
            shown = ', '.join(f'`{name}`' for name in names)
            cells = (shown, ', '.join(kinds), entry['unit'] or '', entry['meaning'].rstrip('.'))
            lines.append(f'| {" | ".join(cells)} |')
    if untold:
        raise KeyError(f'the docstring of {described} tells nothing of {", ".join(untold)}')
    return '\n'.join(lines) + '\n'
