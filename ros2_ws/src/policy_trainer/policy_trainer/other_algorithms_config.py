"""The settings of the algorithms beside PPO."""

from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from policy_trainer.config_section import Section, Share


class A2cConfig(Section):
    """Advantage actor-critic as Stable-Baselines3 implements it."""

    learning_rate: PositiveFloat = 7e-4
    learning_rate_decays: bool = Field(
        default=False, description='linearly to 0 over total_timesteps'
    )
    n_steps: PositiveInt = Field(default=16, description='steps of every rover between two updates')
    gamma: Share = 0.99
    gae_lambda: Share = 0.95
    entropy_coefficient: Annotated[float, Field(ge=0.0)] = 0.003
    value_coefficient: Annotated[float, Field(ge=0.0)] = 0.5
    max_gradient_norm: PositiveFloat = 0.5
    rms_prop_epsilon: PositiveFloat = 1e-5


class DqnConfig(Section):
    """Deep Q-network as Stable-Baselines3 implements it."""

    learning_rate: PositiveFloat = 5e-4
    learning_rate_decays: bool = Field(
        default=False, description='linearly to 0 over total_timesteps'
    )
    n_steps: PositiveInt = Field(default=4, description='steps of every rover between two updates')
    gradient_steps: PositiveInt = Field(default=8, description='minibatches of an update')
    batch_size: PositiveInt = 256
    buffer_size: PositiveInt = Field(
        default=100_000, description='steps to learn from; all of them are in each checkpoint'
    )
    learning_starts: NonNegativeInt = Field(
        default=10_000, description='steps with random actions before the first update'
    )
    gamma: Share = 0.99
    target_update_timesteps: PositiveInt = Field(
        default=10_000, description='steps between two copies of the network to its target'
    )
    exploration_share: Share = Field(
        default=0.1, description='of total_timesteps, in which random actions get rarer'
    )
    first_exploration: Share = Field(default=1.0, description='share of random actions at first')
    last_exploration: Share = Field(default=0.05, description='and after that')
    max_gradient_norm: PositiveFloat = 10.0
    adam_epsilon: PositiveFloat = 1e-5
