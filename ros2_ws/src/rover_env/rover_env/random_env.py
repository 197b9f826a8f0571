"""The Gymnasium environment of worlds without end: MarsRandom-v1."""

from collections.abc import Mapping
from typing import Any

import gymnasium as gym
from mars_world.world import MAX_SEED, load_world

from rover_env.env import Observation, RoverEnv


class RandomWorldEnv(RoverEnv):
    """A ``RoverEnv`` whose every reset goes to another world of a family.

    ``reset(seed=s)`` goes to the world of seed s, the one that ``mars-random:s`` names; a reset
    without a seed draws one. Worlds that were built lately are kept.

    world: the family, a name or a path. options: as of ``RoverEnv``.
    """

    def __init__(self, world: str = 'mars-random', **options: Any) -> None:  # noqa: ANN401
        super().__init__(world, **options)
        self._family = world

    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Go to another world and start an episode there; its info names the ``world``.

        Raises:
            StartError: the options are not understood.
            WorldError: the family is one world, which takes no seed.
        """
        gym.Env.reset(self, seed=seed)
        number = int(self.np_random.integers(MAX_SEED)) if seed is None else seed % (MAX_SEED + 1)
        self._go_to(load_world(f'{self._family}:{number}'))
        observation, info = super().reset(seed=seed, options=options)
        return observation, info | {'world': f'{self._family}:{number}'}
