"""Which steps of a training are noted for those who look on."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from mars_world.world import World, load_world
from policy_trainer.spectator import Spectator
from rover_env.driven_step import DrivenStep
from rover_env.vector_env import RoverVectorEnv

STRAIGHT = 2
EPISODE_STEPS = 3
N_ROVERS = 4


class Notes:
    """Rover, world, episode and step of all that was noted."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, str, int]] = []

    def __call__(self, driven: DrivenStep, rover: int, episode_id: str) -> None:
        episodes = driven.episodes
        world, step = episodes.world_indices[rover], episodes.variables.steps[rover]
        self.rows.append((rover, int(world), episode_id, int(step)))


@pytest.fixture(scope='module')
def mars() -> World:
    return load_world('mars')


@pytest.fixture
def drive(mars: World, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Drive some steps in episodes of three, in one world or in two that look the same."""
    reward = tmp_path / 'short.py'
    reward.write_text(
        f'def reward_function(self):\n    return 1.0, self.steps >= {EPISODE_STEPS}\n'
    )
    made: list[RoverVectorEnv] = []

    def drive_steps(spectator: Spectator, n_steps: int, n_worlds: int = 1) -> None:
        env = RoverVectorEnv(N_ROVERS, [mars] * n_worlds, reward=str(reward), threads=1)
        made.append(env)
        env.watch(spectator.see)
        env.reset(seed=3)
        for _ in range(n_steps):
            env.step([STRAIGHT] * N_ROVERS)

    yield drive_steps
    for env in made:
        env.close()


def test_nothing_is_noted_while_nobody_looks(drive: Callable[..., None]) -> None:
    notes = Notes()
    drive(Spectator(notes), 4)
    assert notes.rows == []


def test_the_first_rover_is_followed_step_by_step_through_its_episodes(
    drive: Callable[..., None],
) -> None:
    notes = Notes()
    spectator = Spectator(notes, clock=count(1.0).__next__)
    spectator.watched = True
    drive(spectator, 2 * EPISODE_STEPS)
    assert [(rover, step) for rover, _, _, step in notes.rows] == [(0, 1), (0, 2), (0, 3)] * 2
    first, second = ([row[2] for row in notes.rows[half : half + 3]] for half in (0, 3))
    assert len(set(first)) == len(set(second)) == 1
    assert first != second


def test_of_steps_that_come_too_fast_only_the_ends_of_episodes_are_noted(
    drive: Callable[..., None],
) -> None:
    notes = Notes()
    spectator = Spectator(notes, clock=lambda: 0.0)
    spectator.watched = True
    drive(spectator, 2 * EPISODE_STEPS)
    assert [step for _, _, _, step in notes.rows] == [EPISODE_STEPS] * 2


def test_a_rover_is_followed_until_an_episode_takes_it_to_another_world(
    drive: Callable[..., None],
) -> None:
    notes = Notes()
    spectator = Spectator(notes, clock=count(1.0).__next__)
    spectator.watched = True
    drive(spectator, 12 * EPISODE_STEPS, n_worlds=2)
    assert {world for _, world, _, _ in notes.rows} == {0}
    assert len({rover for rover, _, _, _ in notes.rows}) > 1
    episodes = {episode_id: rover for rover, _, episode_id, _ in notes.rows}
    assert all(episodes[episode_id] == rover for rover, _, episode_id, _ in notes.rows)
    assert [step for _, _, _, step in notes.rows] == [1, 2, 3] * len(episodes)
