"""The example files in the docs do what they say."""

from itertools import pairwise
from math import dist
from pathlib import Path

import numpy as np
import pytest
from mars_world.world import load_world
from rover_env.reward import Rewards
from rover_env.reward_command import main
from rover_env.reward_file import load_reward_file
from rover_env.task import Task
from rover_env.variables import Variables

EXAMPLES = Path(__file__).resolve().parents[1] / 'docs' / 'examples'
GUIDE_PATH = EXAMPLES / 'guide_path_reward.py'


@pytest.mark.parametrize('path', sorted(EXAMPLES.glob('*_reward.py')), ids=lambda path: path.stem)
def test_an_example_reward_passes_the_check(path, capsys):
    assert main(['check', str(path)]) == 0
    said = capsys.readouterr().out
    assert 'no errors' in said
    assert 'note:' not in said


@pytest.fixture
def drive():
    """Return a function that rewards one rover for being at places (x, y), step by step."""
    task = Task.from_world_file(load_world('mars').file.model_dump())
    rewards = Rewards(load_reward_file(str(GUIDE_PATH)), [task], 1)

    def steps(*places, **flags):
        rewards.begin(np.array([0]), np.array([0]))
        at = Variables.zeros(1)
        for name, value in flags.items():
            getattr(at, name)[:] = value
        seen = []
        for before, here in pairwise(places):
            at.steps += 1
            (at.last_position_x[0], at.last_position_y[0]), (at.x[0], at.y[0]) = before, here
            seen.append(rewards.evaluate(at))
        return seen

    return steps


def test_the_guide_path_pays_the_way_made_along_it(drive):
    places = [(-15.0, -2.0), (-16.0, -2.0), (-18.0, -2.0)]
    first, second = drive(*places)
    assert first.terms['progress'][0] == pytest.approx(0.2)
    assert second.terms['progress'][0] == pytest.approx(0.4)
    assert not second.done[0]


def test_the_guide_path_pays_a_circle_nothing(drive):
    places = [(-15.0, -2.0), (-17.0, -1.4), (-17.0, -2.6), (-15.0, -2.0)]
    assert sum(step.terms['progress'][0] for step in drive(*places)) == pytest.approx(0.0)


def test_more_than_a_metre_off_the_guide_path_is_the_end(drive):
    near, far = drive((-15.0, -2.0), (-15.0, -2.9), (-15.0, -3.1))
    assert not near.done[0]
    assert far.done[0]
    assert far.terms['failure'][0] == -2.0


def test_a_rover_that_has_not_been_on_the_guide_path_is_paid_for_coming_to_it(drive):
    (step,) = drive((-15.0, 3.0), (-15.0, 2.0))
    assert step.terms['progress'][0] == pytest.approx(0.2)
    assert not step.done[0]


def test_the_guide_path_keeps_clear_of_rocks():
    world = load_world('mars')
    constants = {'INITIAL_POS_X': world.file.start.x, 'INITIAL_POS_Y': world.file.start.y}
    constants |= {'CHECKPOINT_X': world.file.checkpoint.x, 'CHECKPOINT_Y': world.file.checkpoint.y}
    function = load_reward_file(str(GUIDE_PATH)).functions(constants).reward_function
    points = function.__globals__['POINTS']
    for before, after in pairwise(points):
        for share in np.arange(0.0, 1.0, 0.1 / dist(before, after)):
            x, y = (1.0 - share) * np.array(before) + share * np.array(after)
            place = np.array([x, y, world.terrain.height_at(x, y) + 0.3])
            for boulder in world.boulders:
                beyond = (boulder.planes[:, :3] @ place - boulder.planes[:, 3]).max()
                assert beyond > 0.7, f'{boulder.name} lies at {x:.1f}, {y:.1f}'
