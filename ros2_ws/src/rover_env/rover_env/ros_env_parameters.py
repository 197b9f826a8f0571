"""The parameters of the environment server, and what it drives by them."""

from mars_world.models import MODELS
from mars_world.physics import PHYSICS_STEP_S
from rclpy.node import Node

from rover_env.batch_backend import BatchBackend
from rover_env.env_backend import EnvBackend
from rover_env.reward_file import DEFAULT_REWARD, RewardFile, load_reward_file
from rover_env.ros_graph_backend import GraphBackend
from rover_env.ros_parameters import declare, declare_one_of
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv

MODES = ('graph', 'batch')


def make_backend(node: Node) -> EnvBackend:
    """Declare all parameters and build what the chosen mode drives.

    Raises:
        ValueError: a parameter cannot be, or names a world or a reward that cannot be used.
    """
    mode = declare_one_of(node, 'mode', MODES, 'one rover through topics, or many in this process')
    reward = declare(node, 'reward', DEFAULT_REWARD, 'name of a reward or path of a reward file')
    starts = StartRule(
        start_jitter_m=declare(
            node, 'start_jitter', 0.0, '[m] how far starts deviate in x and y', (0.0, 100.0)
        ),
        yaw_jitter_rad=declare(
            node, 'yaw_jitter', 0.0, '[rad] how far starts deviate in heading', (0.0, 3.15)
        ),
        random_share=declare(
            node, 'random_share', 0.0, 'batch: share of starts anywhere drivable', (0.0, 1.0)
        ),
    )
    timeout_s = declare(
        node, 'step_timeout', 10.0, '[s] graph: wall time a reset or step may take', (0.1, 600.0)
    )
    reward_file = load_reward_file(reward)
    batch = _declare_batch(node, reward_file, starts, build=mode == 'batch')
    return batch or GraphBackend(node, reward_file, starts, timeout_s)


def _declare_batch(
    node: Node, reward_file: RewardFile, starts: StartRule, build: bool
) -> BatchBackend | None:
    n_envs = declare(node, 'n_envs', 1024, 'batch: rovers that step together', (1, 65536))
    world = declare(node, 'world', 'mars', 'batch: name of a world or path of a world file')
    model = declare_one_of(node, 'model', MODELS[::-1], 'batch: model of the motion')
    physics_step_s = declare(
        node,
        'physics_step',
        PHYSICS_STEP_S,
        '[s] batch: integration step of the full model',
        (0.001, 0.02),
    )
    threads = declare(node, 'threads', 1, 'batch: threads of the physics', (1, 256))
    if not build:
        return None
    step_s = physics_step_s if model == 'full' else None
    env = RoverVectorEnv(
        n_envs,
        [world],
        reward=reward_file,
        model=model,
        starts=starts,
        physics_step_s=step_s,
        threads=threads,
    )
    return BatchBackend(env, env.worlds[0].file.name, step_s or 0.0)
