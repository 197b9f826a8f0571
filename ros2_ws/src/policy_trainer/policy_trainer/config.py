"""Every setting of a training run: names, units, ranges, defaults that train a policy."""

from typing import Annotated, Literal

from mars_world.physics import PHYSICS_STEP_S
from pydantic import (
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from policy_trainer.config_section import Section, Share
from policy_trainer.other_algorithms_config import A2cConfig, DqnConfig

WorldName = Annotated[str, Field(min_length=1)]


class StartConfig(Section):
    """How far starts are spread around the official one, evenly."""

    jitter_m: Annotated[float, Field(ge=0.0)] = Field(default=0.5, description='[m] in x and in y')
    yaw_jitter_rad: Annotated[float, Field(ge=0.0)] = Field(default=0.3, description='[rad]')


class EnvironmentConfig(Section):
    """Where training episodes are driven."""

    extra_worlds: tuple[WorldName, ...] = Field(
        default=(),
        description='driven in as often as the world of the run, in which alone a policy is tested',
    )
    physics: Literal['fast', 'full'] = Field(
        default='fast',
        description='fast: quasi-static, many times as fast, see docs/benchmarks/physics.md; '
        'full: MuJoCo, what scores are made with',
    )
    physics_step_s: PositiveFloat = Field(
        default=0.02, description='[s] integration step of the full physics'
    )
    n_rovers: PositiveInt = Field(default=1024, description='rovers that drive side by side')
    random_start_share: Share = Field(
        default=0.6, description='share of episodes that start anywhere free'
    )
    threads: PositiveInt = Field(default=2, description='of the physics; no result depends on it')
    servers: tuple[WorldName, ...] = Field(
        default=(),
        description='namespaces of env_servers in batch mode to drive in; none: in this process',
    )


class PpoConfig(Section):
    """Clipped PPO as Stable-Baselines3 implements it."""

    learning_rate: PositiveFloat = 7e-4
    learning_rate_decays: bool = Field(
        default=False, description='linearly to 0 over total_timesteps'
    )
    n_steps: PositiveInt = Field(default=8, description='steps of every rover between two updates')
    batch_size: PositiveInt = 1024
    n_epochs: PositiveInt = 6
    gamma: Share = 0.99
    gae_lambda: Share = 0.95
    clip_range: PositiveFloat = 0.2
    clip_range_decays: bool = Field(default=False, description='linearly to 0 over total_timesteps')
    entropy_coefficient: Annotated[float, Field(ge=0.0)] = 0.003
    value_coefficient: Annotated[float, Field(ge=0.0)] = 0.5
    max_gradient_norm: PositiveFloat = 0.5
    adam_epsilon: PositiveFloat = 1e-5


class NetworkConfig(Section):
    """The policy and the value function: two perceptrons of the same shape."""

    hidden_sizes: tuple[PositiveInt, ...] = Field(default=(64, 64), min_length=1, max_length=8)
    activation: Literal['tanh', 'relu'] = 'tanh'


class EvaluationConfig(Section):
    """The test between blocks: deterministic policy, official start with jitter, held-out seeds.

    Weights are first tried on the fast model (screening); those that pass get the full test, on the
    physics named here.
    """

    physics: Literal['full', 'fast'] = 'full'
    physics_step_s: PositiveFloat = Field(
        default=PHYSICS_STEP_S,
        description='[s] integration step; by default what scores are made with',
    )
    starts: PositiveInt = Field(default=100, description='episodes per test')
    n_rovers: PositiveInt = Field(default=20, description='rovers that drive side by side')
    threads: PositiveInt = Field(default=2, description='of the physics; no result depends on it')
    step_limit: PositiveInt = Field(
        default=500, description='steps after which an episode counts as failed'
    )
    first_timesteps: NonNegativeInt = Field(
        default=250_000, description='no full test before: what passes earlier still drives detours'
    )
    every_blocks: PositiveInt = Field(default=1, description='blocks between two tests')


class StopConfig(Section):
    """When training has done its work; the first rule that holds ends it."""

    success_rate: Share = Field(
        default=0.95, description='share of a test that must reach the checkpoint'
    )
    consecutive: PositiveInt = Field(default=1, description='tests in a row that must be so good')
    wall_time_s: PositiveFloat | None = Field(default=600.0, description='[s] none: no limit')


class RecordConfig(Section):
    """What a run keeps of what the rovers do, beside a line for each episode."""

    steps: Literal['all', 'tests', 'none'] = Field(
        default='all', description='whose steps go to steps.parquet; all: about 5 MB per 100,000'
    )


class TrainingConfig(Section):
    """One run of training."""

    world: WorldName = Field(default='mars', description='name of a world, or path to its YAML')
    reward: str = Field(
        default='dense', min_length=1, description='name of a reward, or path to its file'
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    begin_with: str = Field(
        default='',
        description='run, or file of a checkpoint, whose weights to begin with; empty: new ones',
    )
    total_timesteps: PositiveInt = Field(
        default=3_000_000,
        description='steps of all rovers together, rounded up to whole blocks; by default a block '
        'has 1024 rovers x 8 steps x 8 updates = 65,536',
    )
    block_updates: PositiveInt = Field(
        default=8,
        description='PPO updates between two checkpoints, or as many steps with another algorithm; '
        'all episodes start anew after each',
    )
    torch_threads: PositiveInt = Field(default=1, description='1 makes a run repeatable to the bit')
    start: StartConfig = StartConfig()
    environment: EnvironmentConfig = EnvironmentConfig()
    algorithm: Literal['ppo', 'a2c', 'dqn'] = Field(
        default='ppo', description='each has a group of settings of its own'
    )
    ppo: PpoConfig = PpoConfig()
    a2c: A2cConfig = A2cConfig()
    dqn: DqnConfig = DqnConfig()
    network: NetworkConfig = NetworkConfig()
    evaluation: EvaluationConfig = EvaluationConfig()
    stop: StopConfig = StopConfig()
    record: RecordConfig = RecordConfig()

    @model_validator(mode='after')
    def _batch_divides_update(self) -> 'TrainingConfig':
        if self.algorithm == 'ppo' and self.update_timesteps % self.ppo.batch_size:
            raise ValueError(
                f'ppo.batch_size is {self.ppo.batch_size}; needs a divisor of '
                f'environment.n_rovers x ppo.n_steps = {self.update_timesteps}'
            )
        return self

    @model_validator(mode='after')
    def _each_world_once(self) -> 'TrainingConfig':
        for index, name in enumerate(self.environment.extra_worlds):
            if name in self.training_worlds[: index + 1]:
                raise ValueError(
                    f'environment.extra_worlds names {name!r}, which is there already; '
                    'give each world once'
                )
        return self

    @model_validator(mode='after')
    def _servers_have_their_own_worlds(self) -> 'TrainingConfig':
        if self.environment.servers and self.environment.extra_worlds:
            raise ValueError(
                'environment.extra_worlds is not for environment.servers; give each server its own '
                'parameter world'
            )
        return self

    @model_validator(mode='after')
    def _servers_feed_rollouts(self) -> 'TrainingConfig':
        if self.environment.servers and self.algorithm == 'dqn':
            raise ValueError('algorithm dqn cannot use environment.servers; choose ppo or a2c')
        return self

    @property
    def training_worlds(self) -> tuple[str, ...]:
        """The worlds to learn in, that of the run first."""
        return (self.world, *self.environment.extra_worlds)

    @property
    def update_timesteps(self) -> int:
        """Steps of all rovers together between two updates."""
        n_steps = {'ppo': self.ppo.n_steps, 'a2c': self.a2c.n_steps, 'dqn': self.dqn.n_steps}
        return self.environment.n_rovers * n_steps[self.algorithm]

    @property
    def block_timesteps(self) -> int:
        """Steps of all rovers together between two checkpoints, in whole updates."""
        steps = self.block_updates * self.environment.n_rovers * self.ppo.n_steps
        return -(-steps // self.update_timesteps) * self.update_timesteps

    @property
    def whole_timesteps(self) -> int:
        """``total_timesteps`` rounded up to whole blocks, which is what a run drives."""
        return -(-self.total_timesteps // self.block_timesteps) * self.block_timesteps
