"""The Gymnasium environment of one rover: Mars-v1 and its sisters."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import gymnasium as gym
import numpy as np
from gymnasium.error import ResetNeeded
from mars_world.physics import STEP_PERIOD_S
from mars_world.world import World, load_world
from numpy.typing import ArrayLike, NDArray

from rover_env.actions import Actions, checked_actions, checked_pairs
from rover_env.outcomes import Outcome
from rover_env.reward_file import DEFAULT_REWARD, load_reward_file
from rover_env.simulated_episodes import simulate
from rover_env.spaces import action_space_of, space_of
from rover_env.starts import StartRule
from rover_env.variables import NAMES

if TYPE_CHECKING:
    from rover_env.rover_pictures import RoverPictures
    from rover_env.window import Window

# As space_of says: a vector, a picture, or a dict of both.
Observation = NDArray[np.float32] | NDArray[np.uint8] | dict[str, NDArray[Any]]
Image = NDArray[np.uint8]

ROVER = np.array([0])


class RoverEnv(gym.Env[Any, Any]):
    """Drive one rover to the checkpoint.

    ``reset(seed=s)`` seeds the starts and the sensor noise: same seed and same actions, same
    bytes. Its options are those of ``env/reset``: x, y, yaw or start_jitter [m], yaw_jitter [rad].

    Every info holds ``outcome``, ``variables`` (what a reward function sees), ``reward_terms`` and
    ``official_actions``: False where actions are continuous, as no official score is made with
    them. The last info of an episode also holds the fields of ``EpisodeSummary``.

    world: name, path or a built world. observations: ``lidar`` (the vector of ``spec``),
    ``camera`` (a picture of (120, 160, 3) uint8) or ``both`` (a dict of the two). actions:
    ``discrete`` (0 left, 1 right, 2 straight) or ``continuous`` (steering -1 right to 1 left,
    throttle -1 standing to 1 full speed). reward: name or path of a reward file. model: ``full``
    (what scores are made with) or ``fast``. starts: how they vary. render_mode: ``human`` for a
    window, at most in real time, or ``rgb_array`` for pictures of the rover from behind.
    camera_noise: see ``RoverPictures``. physics: see ``make_physics``.
    """

    # With one picture a step a recording plays in real time.
    metadata: dict[str, Any] = {
        'render_modes': ['human', 'rgb_array'],
        'render_fps': 1.0 / STEP_PERIOD_S,
    }

    def __init__(
        self,
        world: str | World = 'mars',
        *,
        observations: str = 'lidar',
        actions: str = 'discrete',
        reward: str = DEFAULT_REWARD,
        model: str = 'full',
        starts: StartRule = StartRule(),  # noqa: B008 - immutable
        render_mode: str | None = None,
        camera_noise: float | None = None,
        **physics: Any,  # noqa: ANN401
    ) -> None:
        if render_mode not in (None, *self.metadata['render_modes']):
            raise ValueError(f'render_mode is {render_mode!r}; needs human, rgb_array or None')
        self.observation_space = space_of(observations)
        self.action_space = action_space_of(actions)
        self.render_mode = render_mode
        self._shows, self._continuous = observations, actions == 'continuous'
        self._camera_noise = camera_noise
        self._window: Window | None = None
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
            CameraError: there is no OpenGL for the pictures that are asked for.
            WindowError: there is no display for render_mode human.
        """
        super().reset(seed=seed)
        self._simulated.reset(ROVER, [self.np_random], [seed], options)
        self._show()
        return self._observation(), self._info({})

    def step(self, action: ArrayLike) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Hold an action for 0.3 s of simulated time; never truncates.

        Raises:
            InvalidActionError: there is no such action.
            ResetNeeded: the episode has ended or none has begun.
            RewardFileError: the reward file failed.
        """
        chosen = self._checked(np.asarray(action)[None])
        outcome = Outcome(int(self._simulated.episodes.outcomes[0]))
        if outcome != Outcome.DRIVING:
            raise ResetNeeded(f'no episode is under way (outcome {outcome.text}); call reset()')
        step = self._simulated.step(chosen)
        terms = {name: float(values[0]) for name, values in step.reward_terms.items()}
        ended = bool(step.terminated[0])
        info = self._info(terms)
        if ended:
            info |= self._simulated.episodes.summary(0).as_dict()
        self._show()
        return self._observation(), float(step.rewards[0]), ended, False, info

    def render(self) -> Image | None:  # type: ignore[override]
        """Return a picture of the rover from behind, (320, 480, 3), in render_mode rgb_array.

        In render_mode human every reset and step shows one by itself.

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
        return None if self.render_mode == 'human' else self._pictures.chase(self._simulated, 0)

    def close(self) -> None:
        """Close the window, where there is one."""
        if self._window is not None:
            self._window.close()

    @cached_property
    def _pictures(self) -> 'RoverPictures':
        # Only pictures need MuJoCo where the fast model drives.
        from rover_env.rover_pictures import RoverPictures

        return RoverPictures(self._camera_noise)

    def _show(self) -> None:
        if self.render_mode != 'human':
            return
        if self._window is None:
            from rover_env.window import Window

            self._window = Window('Jezero', STEP_PERIOD_S)
        self._window.show(self._pictures.chase(self._simulated, 0))

    def _go_to(self, world: World) -> None:
        """Let the next episodes be in a world."""
        self._simulated = self._simulate(worlds=[world])

    def _checked(self, actions: ArrayLike) -> Actions:
        return checked_pairs(actions, 1) if self._continuous else checked_actions(actions, 1)

    def _observation(self) -> Observation:
        vector: NDArray[np.float32] = self._simulated.episodes.observations[0].copy()
        if self._shows == 'lidar':
            return vector
        picture = self._pictures.through_camera(self._simulated, 0)
        return picture if self._shows == 'camera' else {'lidar': vector, 'camera': picture}

    def _info(self, reward_terms: dict[str, float]) -> dict[str, Any]:
        episodes = self._simulated.episodes
        variables = {name: getattr(episodes.variables, name)[0].item() for name in NAMES}
        return {
            'outcome': Outcome(int(episodes.outcomes[0])).text,
            'variables': variables,
            'reward_terms': reward_terms,
            'official_actions': not self._continuous,
        }
