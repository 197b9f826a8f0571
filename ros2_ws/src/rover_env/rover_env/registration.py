"""Make the environments known to Gymnasium, with and without the namespace ``jezero``."""

from typing import Any

import gymnasium as gym

WORLDS = {'Mars-v1': 'mars', 'TrainingGrounds-v1': 'training_grounds'}


def register_envs() -> None:
    """Register every environment once."""
    for name, world in WORLDS.items():
        for env_id in (name, f'jezero/{name}'):
            if env_id not in gym.registry:
                gym.register(
                    env_id,
                    entry_point='rover_env.env:RoverEnv',
                    vector_entry_point='rover_env.registration:make_vector_env',
                    kwargs={'world': world},
                )


def make_vector_env(
    num_envs: int,
    world: str,
    **options: Any,  # noqa: ANN401
) -> gym.vector.VectorEnv[Any, Any, Any]:
    """Build the batched environment of one world, as ``gym.make_vec`` wants it."""
    from rover_env.vector_env import RoverVectorEnv

    return RoverVectorEnv(num_envs, [world], **options)
