"""The one place where a model of the rover's motion is chosen by name."""

from collections.abc import Sequence

from mars_world.physics import PHYSICS_STEP_S, Physics
from mars_world.world import World

MODELS = ('full', 'fast')


def make_physics(
    model: str,
    worlds: Sequence[World],
    n_rovers: int,
    *,
    physics_step_s: float | None = None,
    threads: int = 1,
    lidar_noise_m: float | None = None,
) -> Physics:
    """Return N rovers in the full physics (MuJoCo) or in the fast model that is for training.

    physics_step_s: of the full physics; None is the step that scores are made with. A longer one
        is for training and is made for speed, see TrainingPhysics.
    lidar_noise_m: None is the noise of the rover's LIDAR, 0 turns it off.

    Raises:
        ValueError: no such model, or a value out of its range.
    """
    # Imported where it is chosen: who trains on the fast model need not load MuJoCo.
    if model == 'full':
        from mars_world.full_physics import FullPhysics

        if physics_step_s is not None and physics_step_s > PHYSICS_STEP_S:
            from mars_world.training_physics import TrainingPhysics

            return TrainingPhysics(
                worlds,
                n_rovers,
                physics_step_s=physics_step_s,
                threads=threads,
                lidar_noise_m=lidar_noise_m,
            )
        return FullPhysics(
            worlds,
            n_rovers,
            physics_step_s=PHYSICS_STEP_S if physics_step_s is None else physics_step_s,
            threads=threads,
            lidar_noise_m=lidar_noise_m,
        )
    if model == 'fast':
        from mars_world.fast_physics import FastPhysics

        return FastPhysics(worlds, n_rovers, threads=threads, lidar_noise_m=lidar_noise_m)
    raise ValueError(f'no physics is called {model!r}; known are {", ".join(MODELS)}')
