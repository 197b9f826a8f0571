"""Many rovers as one Gymnasium VectorEnv: what training steps."""

from collections.abc import Mapping, Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from mars_world.world import World
from numpy.typing import ArrayLike, NDArray

from rover_env.actions import checked_actions
from rover_env.driven_step import Watcher
from rover_env.final_info import Left, final_info
from rover_env.reward_file import DEFAULT_REWARD, RewardFile, load_reward_file
from rover_env.simulated_episodes import simulate
from rover_env.spaces import action_space, observation_space
from rover_env.starts import StartRule
from rover_env.step_columns import OUTCOMES, step_columns

Observations = NDArray[np.float32]
Result = tuple[
    Observations, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]
]

# How an episode began: the seed of its sensor noise, and its pose in map [m, m, rad].
START_COLUMNS = ('seed', 'start_x', 'start_y', 'start_yaw')


class RoverVectorEnv(gym.vector.VectorEnv[Observations, ArrayLike, NDArray[Any]]):
    """n rovers in one or several worlds; each new episode draws its world.

    Autoreset mode is SAME_STEP: the step that ends an episode also starts the next one. It returns
    the first observation of the new episode, and in its info ``final_obs``, the last observation
    of the old one, and ``final_info``, the columns of its ``EpisodeSummary`` and of its beginning,
    see ``START_COLUMNS``; ``_final_obs`` and ``_final_info`` mask the rovers that have them.

    Every step's info holds ``outcome`` (n,) texts and ``reward_terms``, (n,) by name; with
    ``step_columns`` also ``step_columns``, see there.

    ``reset(seed=s)`` seeds rover i with s + i; rover i then lives through the same episodes as a
    ``RoverEnv`` that is reset with s + i and driven with the same actions.

    worlds: names, paths or built worlds. reward: name or path of a reward file, or one that is
    loaded. model: ``fast`` or ``full``. starts: how they vary. step_columns: tell every step in
    full. physics: see ``make_physics``.
    """

    metadata: dict[str, Any] = {'autoreset_mode': AutoresetMode.SAME_STEP, 'render_modes': []}

    def __init__(
        self,
        num_envs: int,
        worlds: Sequence[str | World] = ('mars',),
        *,
        reward: str | RewardFile = DEFAULT_REWARD,
        model: str = 'fast',
        starts: StartRule = StartRule(),  # noqa: B008 - immutable
        step_columns: bool = False,
        **physics: Any,  # noqa: ANN401
    ) -> None:
        self.num_envs = num_envs
        self.single_observation_space = observation_space()
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        file = load_reward_file(reward) if isinstance(reward, str) else reward
        self._simulated = simulate(worlds, num_envs, file, starts, model, **physics)
        self._rngs = [np.random.default_rng() for _ in range(num_envs)]
        self._step_columns = step_columns
        self._world_names = np.array([world.file.name for world in self.worlds], object)

    @property
    def worlds(self) -> Sequence[World]:
        """The worlds that episodes are drawn from."""
        return self._simulated.physics.worlds

    def watch(self, watcher: Watcher | None) -> None:
        """Have every step shown to somebody, or from now on to nobody."""
        self._simulated.watcher = watcher

    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Start an episode for every rover; options as in ``RoverEnv.reset``, for this one only."""
        super().reset(seed=seed)
        seeds: list[int | None] = [None] * self.num_envs
        if seed is not None:
            seeds = [(seed + rover) % 2**64 for rover in range(self.num_envs)]
            self._rngs = [np.random.default_rng(one) for one in seeds]
        self._simulated.reset(np.arange(self.num_envs), self._rngs, seeds, options)
        return self._simulated.episodes.observations.copy(), {}

    def step(self, actions: ArrayLike) -> Result:
        """Hold n actions for 0.3 s of simulated time; never truncates.

        Raises:
            InvalidActionError: wrong in number, or an action that does not exist.
            RewardFileError: the reward file failed.
        """
        chosen = checked_actions(actions, self.num_envs)
        step = self._simulated.step(chosen)
        info: dict[str, Any] = {
            'outcome': OUTCOMES[step.outcomes],
            'reward_terms': step.reward_terms,
        }
        if self._step_columns:
            episodes = self._simulated.episodes
            info['step_columns'] = step_columns(episodes, chosen, step, self._world_names)
        ended = np.flatnonzero(step.terminated)
        if len(ended):
            info |= final_info(step.terminated, self._left(ended.tolist()))
            rngs = [self._rngs[rover] for rover in ended]
            self._simulated.reset(ended, rngs, [None] * len(ended))
        observations = self._simulated.episodes.observations.copy()
        truncated = np.zeros(self.num_envs, np.bool_)
        return observations, step.rewards, step.terminated, truncated, info

    def _left(self, rovers: Sequence[int]) -> Left:
        """Return what episodes that have ended leave behind."""
        episodes = self._simulated.episodes
        rows = []
        for rover in rovers:
            start = zip(START_COLUMNS, self._simulated.start(rover), strict=True)
            rows.append(episodes.summary(rover).as_dict() | dict(start))
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        return Left(episodes.observations[rovers], columns)
