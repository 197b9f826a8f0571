"""Make the environments known to Gymnasium, with and without the namespace ``jezero``."""

from typing import Any

import gymnasium as gym

WORLDS = {'Mars-v1': 'mars', 'TrainingGrounds-v1': 'training_grounds'}
FAMILIES = {'MarsRandom-v1': 'mars-random'}
SINGLE_ONLY = ('observations', 'actions', 'render_mode', 'camera_noise')


def register_envs() -> None:
    """Register every environment once."""
    for name, world in WORLDS.items():
        _register(name, world, 'rover_env.env:RoverEnv', 'make_vector_env')
    for name, family in FAMILIES.items():
        _register(name, family, 'rover_env.random_env:RandomWorldEnv', 'make_random_vector_env')


def _register(name: str, world: str, entry_point: str, vector_maker: str) -> None:
    for env_id in (name, f'jezero/{name}'):
        if env_id not in gym.registry:
            gym.register(
                env_id,
                entry_point=entry_point,
                vector_entry_point=f'rover_env.registration:{vector_maker}',
                kwargs={'world': world},
            )


def make_vector_env(
    num_envs: int,
    world: str,
    **options: Any,  # noqa: ANN401
) -> gym.vector.VectorEnv[Any, Any, Any]:
    """Build the batched environment of one world, as ``gym.make_vec`` wants it.

    Raises:
        ValueError: it is asked for what only single environments offer.
    """
    return _make_vector_env(num_envs, [world], options)


def make_random_vector_env(
    num_envs: int,
    world: str,
    n_worlds: int = 16,
    **options: Any,  # noqa: ANN401
) -> gym.vector.VectorEnv[Any, Any, Any]:
    """Build the batched environment of the first ``n_worlds`` worlds of a family.

    Raises:
        ValueError: it is asked for what only single environments offer.
    """
    return _make_vector_env(num_envs, [f'{world}:{seed}' for seed in range(n_worlds)], options)


def _make_vector_env(
    num_envs: int, worlds: list[str], options: dict[str, Any]
) -> gym.vector.VectorEnv[Any, Any, Any]:
    from rover_env.vector_env import RoverVectorEnv

    for name in SINGLE_ONLY:
        if name in options:
            raise ValueError(
                f'the batched environment has no option {name}: it shows the LIDAR vector and '
                "takes discrete actions; gym.make_vec(..., vectorization_mode='sync') has it"
            )
    return RoverVectorEnv(num_envs, worlds, **options)
