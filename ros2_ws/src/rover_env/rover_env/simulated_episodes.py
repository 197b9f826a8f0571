"""Episodes in a physics of this process: what the environments for training have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mars_world.models import make_physics
from mars_world.physics import Physics
from mars_world.world import World, load_world
from numpy.typing import NDArray

from rover_env.actions import Actions, commands
from rover_env.collision import judge_frame
from rover_env.driven_step import DrivenStep, Watcher
from rover_env.episode import Episodes, EpisodeStep
from rover_env.free_places import TerrainPlaces
from rover_env.reward_file import RewardFile
from rover_env.starts import StartRule
from rover_env.task import Task

SEEDS = 2**63  # noise seeds are drawn from below this


class SimulatedEpisodes:
    """n rovers in the batched physics with their episodes.

    A rover's episodes follow from its own generator, seeds and actions, whatever the others do.
    noise_seeds: (n,) of the sensor noise in the episodes under way.
    watcher: is shown every step, none shows them to nobody.
    """

    def __init__(self, physics: Physics, reward_file: RewardFile, starts: StartRule) -> None:
        self.physics = physics
        self.noise_seeds = np.zeros(physics.n_rovers, np.uint64)
        self.watcher: Watcher | None = None
        self._starts_map = np.zeros((physics.n_rovers, 3))
        self._starts = starts
        tasks = [Task.from_world_file(world.file.model_dump()) for world in physics.worlds]
        self._places = [
            TerrainPlaces(world, task) for world, task in zip(physics.worlds, tasks, strict=True)
        ]
        self.episodes = Episodes(tasks, physics.n_rovers, reward_file)

    def reset(
        self,
        rovers: NDArray[np.intp],
        rngs: Sequence[np.random.Generator],
        noise_seeds: Sequence[int | None],
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Start new episodes for ``rovers`` (k,) with their k generators.

        noise_seeds: k seeds of the sensor noise; None draws one.

        Raises:
            StartError: the options are not understood.
        """
        rule = self._starts.with_options(options)
        tasks = self.episodes.tasks
        worlds = np.zeros(len(rovers), np.intp)
        for k, (rng, seed) in enumerate(zip(rngs, noise_seeds, strict=True)):
            self.noise_seeds[rovers[k]] = rng.integers(SEEDS) if seed is None else seed
            if len(tasks) > 1:
                worlds[k] = rng.integers(len(tasks))
            self._starts_map[rovers[k]] = rule.draw(tasks[worlds[k]], rng, self._places[worlds[k]])
        poses = self._starts_map[rovers]
        frame = self.physics.reset(rovers, poses, self.noise_seeds[rovers], worlds)
        self.episodes.begin(rovers, frame, worlds)

    def start(self, rover: int) -> tuple[int, float, float, float]:
        """Return the noise seed of an episode, and the x, y [m] and yaw [rad] it began at."""
        x, y, yaw = self._starts_map[rover].tolist()
        return int(self.noise_seeds[rover]), x, y, yaw

    def world(self, rover: int) -> World:
        """Return the world that a rover is in."""
        return self.physics.worlds[int(self.episodes.world_indices[rover])]

    def step(self, actions: Actions) -> EpisodeStep:
        """Drive every rover one step with n checked actions.

        Raises:
            RewardFileError: the reward file failed.
        """
        frame = self.physics.step(*commands(actions))
        verdicts = judge_frame(frame)
        step = self.episodes.advance(actions, frame, verdicts)
        if self.watcher is not None:
            self.watcher(DrivenStep(self.episodes, actions, frame, verdicts, step))
        return step


def simulate(
    worlds: Sequence[str | World],
    n_rovers: int,
    reward_file: RewardFile,
    starts: StartRule,
    model: str,
    **physics: Any,  # noqa: ANN401
) -> SimulatedEpisodes:
    """Build the physics of some worlds (names, paths or built ones) and its episodes.

    physics: further arguments of ``make_physics``.

    Raises:
        WorldError: a world cannot be built.
        ValueError: the physics does not take these arguments.
    """
    built = [load_world(world) if isinstance(world, str) else world for world in worlds]
    return SimulatedEpisodes(make_physics(model, built, n_rovers, **physics), reward_file, starts)
