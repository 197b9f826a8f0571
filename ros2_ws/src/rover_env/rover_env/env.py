"""The Gymnasium environment of one rover: Mars-v1 and its sisters."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import gymnasium as gym
import numpy as np
from gymnasium.error import ResetNeeded
from mars_world.physics import STEP_PERIOD_S
from mars_world.world import World, load_world
from numpy.typing import NDArray

from rover_env.actions import checked_actions
from rover_env.outcomes import Outcome
from rover_env.reward_file import DEFAULT_REWARD, load_reward_file
from rover_env.simulated_episodes import simulate
from rover_env.spaces import action_space, observation_space
from rover_env.starts import StartRule
from rover_env.variables import NAMES

if TYPE_CHECKING:
    from rover_env.chase_view import ChaseView

Observation = NDArray[np.float32]
Image = NDArray[np.uint8]

ROVER = np.array([0])


class RoverEnv(gym.Env[Observation, np.int64]):
    """Drive one rover to the checkpoint; observations and actions are those of ``spec``.

    ``reset(seed=s)`` seeds the starts and the sensor noise: same seed and same actions, same
    bytes. Its options are those of ``env/reset``: x, y, yaw or start_jitter [m], yaw_jitter [rad].

    Every info holds ``outcome``, ``variables`` (what a reward function sees) and ``reward_terms``;
    the last one of an episode also holds the fields of ``EpisodeSummary``.

    world: name, path or a built world. reward: name or path of a reward file. model: ``full`` (what
    scores are made with) or ``fast``. starts: how they vary. render_mode: ``rgb_array`` for
    pictures of the rover from behind. physics: see ``make_physics``.
    """

    # With one picture a step a recording plays in real time.
    metadata: dict[str, Any] = {'render_modes': ['rgb_array'], 'render_fps': 1.0 / STEP_PERIOD_S}

    def __init__(
        self,
        world: str | World = 'mars',
        *,
        reward: str = DEFAULT_REWARD,
        model: str = 'full',
        starts: StartRule = StartRule(),  # noqa: B008 - immutable
        render_mode: str | None = None,
        **physics: Any,  # noqa: ANN401
    ) -> None:
        if render_mode not in (None, *self.metadata['render_modes']):
            raise ValueError(f'render_mode is {render_mode!r}; needs rgb_array or None')
        self.observation_space = observation_space()
        self.action_space = action_space()
        self.render_mode = render_mode
        self._simulate = partial(
            simulate,
            n_rovers=1,
            reward_file=load_reward_file(reward),
            starts=starts,
            model=model,
            **physics,
        )
        self._go_to(load_world(world) if isinstance(world, str) else world)

    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode.

        Raises:
            StartError: the options are not understood.
        """
        super().reset(seed=seed)
        self._simulated.reset(ROVER, [self.np_random], [seed], options)
        return self._observation(), self._info({})

    def step(self, action: np.int64 | int) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Hold an action for 0.3 s of simulated time; never truncates.

        Raises:
            InvalidActionError: there is no such action.
            ResetNeeded: the episode has ended or none has begun.
            RewardFileError: the reward file failed.
        """
        actions = checked_actions(np.asarray(action)[None], 1)
        outcome = Outcome(int(self._simulated.episodes.outcomes[0]))
        if outcome != Outcome.DRIVING:
            raise ResetNeeded(f'no episode is under way (outcome {outcome.text}); call reset()')
        step = self._simulated.step(actions)
        terms = {name: float(values[0]) for name, values in step.reward_terms.items()}
        ended = bool(step.terminated[0])
        info = self._info(terms)
        if ended:
            info |= self._simulated.episodes.summary(0).as_dict()
        return self._observation(), float(step.rewards[0]), ended, False, info

    def render(self) -> Image | None:  # type: ignore[override]
        """Return a picture of the rover from behind, (320, 480, 3); None without a render mode.

        Raises:
            CameraError: there is no OpenGL to render with; the sentence names what is missing.
            ResetNeeded: no episode has begun.
        """
        if self.render_mode is None:
            gym.logger.warn(
                "render() has no render mode; make the env with render_mode='rgb_array'"
            )
            return None
        if self._simulated.episodes.outcomes[0] == Outcome.ABORTED:
            raise ResetNeeded('there is no rover to show before the first episode; call reset()')
        return self._chase_view.picture(self._simulated, 0)

    @cached_property
    def _chase_view(self) -> 'ChaseView':
        # Only pictures need MuJoCo where the fast model drives.
        from rover_env.chase_view import ChaseView

        return ChaseView()

    def _go_to(self, world: World) -> None:
        """Let the next episodes be in a world."""
        self._simulated = self._simulate(worlds=[world])

    def _observation(self) -> Observation:
        observation: Observation = self._simulated.episodes.observations[0].copy()
        return observation

    def _info(self, reward_terms: dict[str, float]) -> dict[str, Any]:
        episodes = self._simulated.episodes
        variables = {name: getattr(episodes.variables, name)[0].item() for name in NAMES}
        outcome = Outcome(int(episodes.outcomes[0])).text
        return {'outcome': outcome, 'variables': variables, 'reward_terms': reward_terms}
