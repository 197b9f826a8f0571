"""A trial within this process: the same policy, world and seed give what they give on the graph."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import numpy as np
from mars_world.full_physics import PHYSICS_STEP_S
from mars_world.world import World, load_world
from policy_server.inference import InferenceError, ObservationError, Policy
from rover_description import rover_checksum
from rover_env.env import RoverEnv
from rover_env.outcomes import Outcome
from rover_env.spec import spec_checksum

from scorer.episode import Episode, Pose, Simulation
from scorer.faults import TrialError
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial
from scorer.trial_loop import Observation, Step, drive


class InProcessEnvironment:
    """One rover in the full physics of this process, as the environment of a trial.

    world: name, path or a built world.
    """

    def __init__(self, world: str | World) -> None:
        built = load_world(world) if isinstance(world, str) else world
        self._env = RoverEnv(built)
        self._simulation = Simulation(
            world=built.file.name,
            world_checksum=built.checksum,
            rover_checksum=rover_checksum(),
            spec_checksum=spec_checksum(),
            physics_step_s=PHYSICS_STEP_S,
        )
        self._info: dict[str, Any] = {}
        self._start: Pose | None = None
        self._seed = 0
        self.episode_id = ''

    def simulation(self) -> Simulation:
        """Return what it drives in."""
        return self._simulation

    def reset(self, seed: int) -> Observation:
        """Start an episode at the start of the world."""
        observation, self._info = self._env.reset(seed=seed)
        at = self._info['variables']
        self._start = Pose(at['x'], at['y'], at['yaw'])
        self._seed = seed
        self.episode_id = uuid4().hex
        return observation

    def step(self, action: int) -> Step:
        """Take one step."""
        observation, _, terminated, truncated, self._info = self._env.step(action)
        return Step(observation, terminated or truncated)

    @property
    def variables(self) -> dict[str, Any]:
        """The state after the newest step; see ``rover_env.variables``."""
        variables: dict[str, Any] = self._info['variables']
        return variables

    def episode(self) -> Episode:
        """Return the episode as it has ended."""
        end = self._info
        return Episode(
            episode_id=self.episode_id,
            outcome=end['outcome'],
            detail=end['detail'],
            seed=self._seed,
            steps=end['steps'],
            distance_travelled_m=end['distance_travelled'],
            average_acceleration_mps2=end['average_linear_acceleration'],
            maximum_acceleration_mps2=end['maximum_linear_acceleration'],
            final_distance_m=end['final_distance_to_checkpoint'],
            total_reward=end['total_reward'],
            power_left=end['power_left'],
            duration_s=end['duration'],
            stamp_ns=round(1e9 * end['duration']),
            simulation=self._simulation,
            start=self._start,
        )

    def broken_off(self, fault: TrialError) -> Episode:
        """Return the episode as far as it has come, ended by a fault."""
        at = self.variables
        return Episode(
            episode_id=self.episode_id,
            outcome=fault.outcome,
            detail=fault.detail,
            seed=self._seed,
            steps=at['steps'],
            distance_travelled_m=at['distance_travelled'],
            average_acceleration_mps2=at['average_linear_acceleration'],
            final_distance_m=at['current_distance_to_checkpoint'],
            total_reward=at['reward_in_episode'],
            power_left=at['power_supply_range'],
            simulation=self._simulation,
            start=self._start,
        )


class InProcessPolicy:
    """A policy file that is loaded here, as the policy of a trial."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def decide(self, observation: Observation) -> int:
        """Return the most probable action; raises TrialError."""
        try:
            return int(self._policy.infer(observation[np.newaxis]).actions[0])
        except (InferenceError, ObservationError) as error:
            raise TrialError(Outcome.POLICY_LOST.text, str(error)) from None


def drive_trial(
    environment: InProcessEnvironment,
    policy: Policy,
    seed: int,
    gold: Gold,
    on_step: Callable[[int, Observation], None] = lambda step, observation: None,
) -> Trial:
    """Drive one trial to its end and score it; a fault of the policy ends it by name.

    on_step: as in ``trial_loop.drive``.
    """
    try:
        drive(environment, InProcessPolicy(policy), seed, on_step)
        episode = environment.episode()
    except TrialError as fault:
        episode = environment.broken_off(fault)
    return Trial(episode, judge(episode, gold), policy.sha256)
