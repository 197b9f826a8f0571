"""The network: fixed normalisation from the spec's ranges, then a perceptron each for two heads."""

from typing import Any

import numpy as np
import torch
from gymnasium import spaces
from numpy.typing import NDArray
from stable_baselines3.common.policies import ActorCriticPolicy, BasePolicy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.dqn.policies import DQNPolicy
from torch import Tensor, nn

from policy_trainer.config import NetworkConfig
from policy_trainer.evaluate import Driver

ACTIVATIONS: dict[str, type[nn.Module]] = {'tanh': nn.Tanh, 'relu': nn.ReLU}


class RangeNormaliser(BaseFeaturesExtractor):
    """Map each slot's range [low, high] of the observation space to [-1, 1].

    It has no statistics to learn, so a checkpoint, an ONNX file and the spec can never disagree.
    Values outside their range are clipped: no network has seen them in training.
    """

    scale: Tensor
    offset: Tensor

    def __init__(self, observation_space: spaces.Box) -> None:
        super().__init__(observation_space, features_dim=observation_space.shape[0])
        low = torch.as_tensor(observation_space.low, dtype=torch.float64)
        high = torch.as_tensor(observation_space.high, dtype=torch.float64)
        if not bool(torch.isfinite(low).all() & torch.isfinite(high).all() & (high > low).all()):
            raise ValueError('every slot of the observation needs finite low < high')
        scale = 2.0 / (high - low)
        self.register_buffer('scale', scale.to(torch.float32))
        self.register_buffer('offset', (-1.0 - low * scale).to(torch.float32))

    def forward(self, observations: Tensor) -> Tensor:
        """observations: (batch, slots) raw, SI units. Returns (batch, slots) in [-1, 1]."""
        return torch.clamp(observations * self.scale + self.offset, -1.0, 1.0)


def policy_arguments(network: NetworkConfig, adam_epsilon: float | None = None) -> dict[str, Any]:
    """Return the ``policy_kwargs`` of a Stable-Baselines3 actor-critic with this network.

    adam_epsilon: none for a learner with another optimiser.
    """
    sizes = list(network.hidden_sizes)
    return _arguments(network, {'pi': sizes, 'vf': sizes}, adam_epsilon)


def q_network_arguments(network: NetworkConfig, adam_epsilon: float) -> dict[str, Any]:
    """Return the ``policy_kwargs`` of a Stable-Baselines3 Q-network with this network."""
    return _arguments(network, list(network.hidden_sizes), adam_epsilon)


def _arguments(
    network: NetworkConfig, sizes: list[int] | dict[str, list[int]], adam_epsilon: float | None
) -> dict[str, Any]:
    return {
        'features_extractor_class': RangeNormaliser,
        'net_arch': sizes,
        'activation_fn': ACTIVATIONS[network.activation],
    } | ({} if adam_epsilon is None else {'optimizer_kwargs': {'eps': adam_epsilon}})


def policy_driver(policy: BasePolicy) -> Driver:
    """Return the deterministic decisions of a policy as a function of observations (n, slots)."""
    exported = exported_policy(policy)

    def drive(
        observations: NDArray[np.float32],
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        with torch.no_grad():
            actions, probabilities = exported(torch.as_tensor(observations))
        return actions.numpy(), probabilities.numpy()

    return drive


def exported_policy(policy: BasePolicy) -> nn.Module:
    """Return the part of a policy that drives; see ExportedPolicy and ExportedQNetwork."""
    if isinstance(policy, DQNPolicy):
        return ExportedQNetwork(policy)
    assert isinstance(policy, ActorCriticPolicy)
    return ExportedPolicy(policy)


class ExportedPolicy(nn.Module):
    """The part of an actor-critic that drives: no value function, no sampling.

    Shares its weights with the policy it was made from.
    """

    def __init__(self, policy: ActorCriticPolicy) -> None:
        super().__init__()
        self.normaliser = policy.pi_features_extractor
        self.hidden = policy.mlp_extractor.policy_net
        self.logits = policy.action_net

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        """observations: (batch, slots) raw. Returns action (batch,), probabilities (batch, 3)."""
        logits = self.logits(self.hidden(self.normaliser(observations)))
        return torch.argmax(logits, dim=1), torch.softmax(logits, dim=1)


class ExportedQNetwork(nn.Module):
    """The part of a DQN that drives: the greedy action.

    Its probabilities are the softmax of the action values: they rank the actions, but training
    does not choose by them. Shares its weights with the policy it was made from.
    """

    def __init__(self, policy: DQNPolicy) -> None:
        super().__init__()
        self.normaliser = policy.q_net.features_extractor
        self.values = policy.q_net.q_net

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        """observations: (batch, slots) raw. Returns action (batch,), probabilities (batch, 3)."""
        values = self.values(self.normaliser(observations))
        return torch.argmax(values, dim=1), torch.softmax(values, dim=1)
