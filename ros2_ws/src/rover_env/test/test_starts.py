import numpy as np
import pytest
from mars_world.world import load_world
from rover_env.free_places import TerrainPlaces
from rover_env.starts import StartError, StartRule
from rover_env.task import Task
from rover_env.vector_env import RoverVectorEnv


@pytest.fixture(scope='module')
def mars():
    world = load_world('mars')
    return world, Task.from_world_file(world.file.model_dump())


def test_the_plain_rule_draws_nothing(task):
    rng = np.random.default_rng(0)
    assert StartRule().draw(task(), rng) == (0.0, 0.0, 0.0)
    assert rng.random() == np.random.default_rng(0).random()


def test_the_share_of_random_starts_is_kept(mars):
    world, task = mars
    places, rng = TerrainPlaces(world, task), np.random.default_rng(1)
    rule = StartRule(random_share=0.3)
    starts = [rule.draw(task, rng, places) for _ in range(1000)]
    share = np.mean([start != task.start for start in starts])
    assert share == pytest.approx(0.3, abs=0.05)


def test_random_places_on_mars_are_all_over_the_corridor_and_face_the_checkpoint(mars):
    world, task = mars
    places, rng = TerrainPlaces(world, task), np.random.default_rng(2)
    starts = np.array([places.sample(rng) for _ in range(300)])
    x_min, x_max, y_min, y_max = task.rails
    assert ((starts[:, 0] > x_min) & (starts[:, 0] < x_max)).all()
    assert ((starts[:, 1] > y_min) & (starts[:, 1] < y_max)).all()
    assert np.ptp(starts[:, 0]) > 40.0 and np.ptp(starts[:, 1]) > 8.0
    bearing = np.arctan2(task.checkpoint[1] - starts[:, 1], task.checkpoint[0] - starts[:, 0])
    assert (np.cos(starts[:, 2] - bearing) >= -1e-9).all()


def test_from_every_random_place_the_rover_can_drive_off():
    envs = RoverVectorEnv(200, model='fast', starts=StartRule(random_share=1.0))
    envs.reset(seed=3)
    for action in (2, 0, 1):
        outcomes = envs.step(np.full(200, action))[4]['outcome']
        assert set(outcomes) <= {'driving', 'reached'}


@pytest.mark.parametrize(
    'wrong', [{'start_jitter_m': -1.0}, {'yaw_jitter_rad': float('inf')}, {'random_share': 1.5}]
)
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(StartError, match=next(iter(wrong))):
        StartRule(**wrong)
