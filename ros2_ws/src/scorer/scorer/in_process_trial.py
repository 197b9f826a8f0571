"""A trial within this process: the same policy, world and seed give what they give on the graph."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import numpy as np
from mars_world.physics import PHYSICS_STEP_S
from mars_world.world import World, load_world
from policy_server.inference import InferenceError, ObservationError, Policy
from rover_description import rover_checksum
from rover_env.actions import NO_ACTION
from rover_env.episode import EpisodeStep
from rover_env.outcomes import Outcome
from rover_env.reward_file import DEFAULT_REWARD, load_reward_file
from rover_env.simulated_episodes import simulate
from rover_env.spec import spec_checksum
from rover_env.starts import StartRule

from scorer.episode import Episode, Pose, Simulation
from scorer.faults import TrialError
from scorer.gold import Gold
from scorer.score import judge
from scorer.trial import Trial
from scorer.trial_loop import Observation, Step, drive

ROVER = np.array([0])


class InProcessEnvironment:
    """One rover in the full physics of this process, as the environment of a trial.

    world: name, path or a built world. simulated: what is driven. action, newest: the last step,
    NO_ACTION and None after a reset.
    """

    def __init__(self, world: str | World, physics_step_s: float = PHYSICS_STEP_S) -> None:
        built = load_world(world) if isinstance(world, str) else world
        self.simulated = simulate(
            [built],
            n_rovers=1,
            reward_file=load_reward_file(DEFAULT_REWARD),
            starts=StartRule(),
            model='full',
            physics_step_s=physics_step_s,
        )
        self._simulation = Simulation(
            world=built.file.name,
            world_checksum=built.checksum,
            rover_checksum=rover_checksum(),
            spec_checksum=spec_checksum(),
            physics_step_s=physics_step_s,
        )
        self._start: Pose | None = None
        self._seed = 0
        self.episode_id = ''
        self.action = NO_ACTION
        self.newest: EpisodeStep | None = None

    def simulation(self) -> Simulation:
        """Return what it drives in."""
        return self._simulation

    def reset(self, seed: int) -> Observation:
        """Start an episode at the start of the world."""
        self.simulated.reset(ROVER, [np.random.default_rng(seed)], [seed])
        at = self.simulated.episodes.variables
        self._start = Pose(float(at.x[0]), float(at.y[0]), float(at.yaw[0]))
        self._seed = seed
        self.episode_id = uuid4().hex
        self.action, self.newest = NO_ACTION, None
        return self._observation()

    def step(self, action: int) -> Step:
        """Take one step."""
        self.action, self.newest = action, self.simulated.step(np.array([action]))
        return Step(self._observation(), bool(self.newest.terminated[0]))

    def episode(self) -> Episode:
        """Return the episode as far as it has come."""
        at = self.simulated.episodes.summary(0)
        return Episode(
            episode_id=self.episode_id,
            outcome=at.outcome.text,
            detail=at.detail,
            seed=self._seed,
            steps=at.steps,
            distance_travelled_m=at.distance_travelled,
            average_acceleration_mps2=at.average_linear_acceleration,
            maximum_acceleration_mps2=at.maximum_linear_acceleration,
            final_distance_m=at.final_distance_to_checkpoint,
            total_reward=at.total_reward,
            power_left=at.power_left,
            duration_s=at.duration,
            stamp_ns=round(1e9 * at.duration),
            simulation=self._simulation,
            start=self._start,
        )

    def _observation(self) -> Observation:
        observation: Observation = self.simulated.episodes.observations[0].copy()
        return observation


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
        episode = replace(environment.episode(), outcome=fault.outcome, detail=fault.detail)
    return Trial(episode, judge(episode, gold), policy.sha256)
