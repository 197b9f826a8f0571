"""Where the rover tips over, leaning to each side and over nose and tail.

With its own grip it slides at 42 degrees, before it tips; here its treads hold.
"""

import math

import numpy as np
import pytest
from rover_description import WHEELS, load_rover

ROVER = load_rover()
GRAVITY = 3.711
GRIP = 3.0
DOWNHILL = {'left': (0.0, 1.0), 'right': (0.0, -1.0), 'nose': (1.0, 0.0), 'tail': (-1.0, 0.0)}


def models(physics):
    return physics._models[0].model, physics._models[0].treads


@pytest.fixture
def gripping(flat_world, one_rover):
    physics = one_rover(flat_world(GRAVITY))
    for model in models(physics):
        model.geom_friction[:, 0] = GRIP
    return physics


def has_tipped(physics, downhill, angle_deg):
    """Lean the ground slowly, by turning gravity, and wait; say whether the rover fell over."""
    x, y = DOWNHILL[downhill]
    for angle in np.radians([*np.linspace(0.8, 1.0, 20) * angle_deg, *[angle_deg] * 20]):
        for model in models(physics):
            level = GRAVITY * math.sin(angle)
            model.opt.gravity = (x * level, y * level, -GRAVITY * math.cos(angle))
        i, j, _, _ = physics.step(0.0, 0.0).orientation_map[0]
    return 1.0 - 2.0 * (i * i + j * j) < 0.7


def rigid_limit_deg(physics, downhill):
    """The lean at which the weight of a rover that does not give way passes over the wheels.

    On a side three wheels share it alike, as the pivots of rocker and bogie make them.
    """
    data = physics._rovers[0]._data
    x, _, height_m = data.subtree_com[1] - [data.qpos[0], 0.0, 0.0]
    centres = np.abs([ROVER.wheel_centre_m(name)[:2] for name in WHEELS])
    reach_m = {
        'left': centres[:, 1].mean(), 'right': centres[:, 1].mean(),
        'nose': centres[:, 0].max() - x, 'tail': centres[:, 0].max() + x,
    }  # fmt: skip
    return math.degrees(math.atan2(reach_m[downhill], height_m))


@pytest.mark.parametrize(('short_deg', 'tips'), [(2.5, False), (1.0, True)])
@pytest.mark.parametrize('side', ['left', 'right'])
def test_to_a_side_it_tips_at_the_static_limit_less_what_the_soil_gives_way(
    gripping, side, short_deg, tips
):
    # The soil gives way under the lower wheels, which leans the body by nearly 2 degrees more.
    assert has_tipped(gripping, side, rigid_limit_deg(gripping, side) - short_deg) == tips


@pytest.mark.parametrize(
    ('end', 'angle_deg', 'tips'),
    [('nose', 47.5, False), ('nose', 50.0, True), ('tail', 50.0, False), ('tail', 51.5, True)],
)
def test_over_an_end_it_tips_when_its_bogies_swing(gripping, end, angle_deg, tips):
    # With its bogies held fast it would take 57 and 54 degrees.
    assert angle_deg < rigid_limit_deg(gripping, end) - 6.0
    assert has_tipped(gripping, end, angle_deg) == tips
