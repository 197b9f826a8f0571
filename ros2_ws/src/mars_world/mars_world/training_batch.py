"""Step many rovers of one world in one call of MuJoCo, on all threads."""

import mujoco
import mujoco.rollout
import numpy as np
from numpy.typing import NDArray

from mars_world.frame import Touch
from mars_world.training_model import TrainingModel, build_training_model
from mars_world.world import World

Float64 = NDArray[np.float64]

_TIME = 1  # a state is time, qpos, qvel


class TrainingBatch:
    """One world's models and the threads that step rovers in it; keeps nothing of a rover."""

    def __init__(self, world: World, physics_step_s: float, threads: int) -> None:
        if threads < 1:
            raise ValueError(f'threads is {threads}; needs at least 1')
        self.model: TrainingModel = build_training_model(world, physics_step_s)
        self._data = [mujoco.MjData(self.model.near) for _ in range(threads)]
        self._rollout = mujoco.rollout.Rollout(nthread=threads if threads > 1 else 0)

    def advance(
        self, qpos: Float64, qvel: Float64, servo_controls: Float64, near: NDArray[np.bool_]
    ) -> tuple[Float64, Float64, list[tuple[Touch, ...]]]:
        """Return the coordinates after each step and the touches in all of them.

        qpos: (k, nq), qvel: (k, nv). servo_controls: (k, t, n_controls). near: (k,) which need
        the boulders. The results are (k, t, nq), (k, t, nv) and k tuples.
        """
        k, n_steps, _ = servo_controls.shape
        start = np.concatenate([np.zeros((k, _TIME)), qpos, qvel], axis=1)
        state, sensordata = self._rollout.rollout(
            [self.model.near if boulders else self.model.clear for boulders in near],
            self._data,
            start,
            np.ascontiguousarray(servo_controls),
            nstep=n_steps,
        )
        split = _TIME + qpos.shape[1]
        return state[:, :, _TIME:split], state[:, :, split:], self.model.touches.touches(sensordata)
