"""The network of a run's policy, and what it sees on a drive."""

from dataclasses import dataclass

import numpy as np
import torch
from mars_world.world import World
from numpy.typing import NDArray
from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import ConfigError
from policy_trainer.network import ExportedPolicy, policy_arguments
from policy_trainer.run_folder import RunFolder
from rover_env.spaces import action_space, observation_space
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv
from stable_baselines3.common.policies import ActorCriticPolicy

from rover_web.report.columns import NothingToDrawError

N_ROVERS = 4
MOST_STEPS = 400
START_JITTER_M, YAW_JITTER_RAD = 0.5, 0.3


@dataclass(frozen=True)
class SeenOnDrive:
    """What a policy saw and wanted. observations: (k, slots). probabilities: (k, actions)."""

    observations: NDArray[np.float32]
    probabilities: NDArray[np.float32]

    def least_sure(self) -> int:
        """Return the row in which the likeliest action is the least likely."""
        return int(np.argmin(self.probabilities.max(axis=1)))


def load_network(run: RunFolder) -> ExportedPolicy:
    """Rebuild the best policy of a run from the weights of its checkpoint; no code is read.

    Raises:
        NothingToDrawError: there is no checkpoint, or it does not fit the run's configuration.
    """
    path = run.best_checkpoint if run.best_checkpoint.exists() else run.last_checkpoint
    try:
        config = run.read_config()
        content = torch.load(path, map_location='cpu', weights_only=True)
        policy = _untrained(config)
        policy.load_state_dict(content['policy'])
    except FileNotFoundError:
        raise NothingToDrawError(f'{run.name} has no checkpoint') from None
    except ConfigError as error:
        raise NothingToDrawError(f'config.yaml cannot be used ({error})') from None
    except Exception as error:  # torch.load raises whatever the broken bytes lead to
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NothingToDrawError(f'{path.name} cannot be used ({reason})') from None
    return ExportedPolicy(policy).eval()


def drive(network: ExportedPolicy, world: World) -> SeenOnDrive:
    """Drive a few episodes from near the official start in the fast model, and keep what is seen.

    The same network sees the same every time.
    """
    env = RoverVectorEnv(
        N_ROVERS, [world], model='fast', starts=StartRule(None, START_JITTER_M, YAW_JITTER_RAD)
    )
    seen, wanted = [], []
    driving = np.ones(N_ROVERS, bool)
    observations, _ = env.reset(seed=0)
    for _ in range(MOST_STEPS):
        with torch.no_grad():
            actions, probabilities = network(torch.as_tensor(observations))
        seen.append(observations[driving])
        wanted.append(probabilities.numpy()[driving])
        observations, _, ended, _, _ = env.step(actions.numpy())
        driving &= ~ended
        if not driving.any():
            break
    env.close()
    return SeenOnDrive(np.concatenate(seen), np.concatenate(wanted))


def _untrained(config: TrainingConfig) -> ActorCriticPolicy:
    arguments = policy_arguments(config.network, config.ppo.adam_epsilon)
    return ActorCriticPolicy(observation_space(), action_space(), lambda _: 0.0, **arguments)
