import json
from math import inf

import pytest
from mars_world.world_file import WorldFile
from rover_env.task import Task

WORLD = {
    'name': 'yard',
    'seed': 1,
    'gravity': 9.81,
    'sky': (0, 0, 0),
    'sun': (0.0, 0.0, -1.0),
    'power_supply': 500,
    'start': {'x': -8.5, 'y': -8.5, 'yaw': 0.1},
    'rails': {'x_min': -10.0, 'x_max': 10.0, 'y_min': -9.0, 'y_max': 9.5, 'margin': 0.45},
    'waypoints': ((1.0, 2.0),),
    'terrain': {'soil': {'z_min': 0.0, 'z_max': 0.0}},
}


def task_of(**goal):
    return Task.from_world_file(WorldFile.model_validate(WORLD | goal).model_dump())


def test_a_disc_is_reached_by_distance_alone():
    task = task_of(checkpoint={'x': 5.0, 'y': -3.0, 'radius': 0.5})
    assert (task.checkpoint, task.radius_m) == ((5.0, -3.0), 0.5)
    assert task.finish == (-inf, inf, -inf, inf)
    assert task.rails == (-10.0, 10.0, -9.0, 9.5)
    assert (task.margin_m, task.power_supply, task.gravity_mps2) == (0.45, 500, 9.81)
    assert task.waypoints == ((1.0, 2.0),)


def test_a_corner_is_reached_by_region_alone_and_measured_to_its_corner():
    task = task_of(finish={'x': 8.5, 'y': 8.5})
    assert task.finish == (8.5, inf, 8.5, inf)
    assert task.radius_m == inf
    assert task.initial_distance_m == pytest.approx(24.0416, abs=1e-4)


def test_a_world_that_travelled_as_json_gives_the_same_task():
    file = WorldFile.model_validate(WORLD | {'finish': {'x': 8.5, 'y': 8.5}})
    assert Task.from_world_file(json.loads(file.model_dump_json())) == Task.from_world_file(
        file.model_dump()
    )
