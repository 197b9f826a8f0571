"""The motors of the MuJoCo rover: what torque a servo gives, and what it must be told for that."""

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import CORNERS, WHEELS, Rover, SetPoints

Float64 = NDArray[np.float64]


def add_servos(spec: mujoco.MjSpec, rover: Rover) -> None:
    """Add steering servos that hold an angle and wheel servos that hold a speed."""
    stiffness, damping = rover.corner.servo_stiffness_nmprad, rover.corner.servo_damping_nmsprad
    gain = rover.wheel.servo_gain_nmsprad
    for name in CORNERS:
        _add_servo(spec, f'steer_{name}', gain=stiffness, bias=(0.0, -stiffness, -damping))
    for name in WHEELS:
        _add_servo(spec, f'wheel_{name}', gain=gain, bias=(0.0, 0.0, -gain))


def _add_servo(
    spec: mujoco.MjSpec, name: str, gain: float, bias: tuple[float, float, float]
) -> None:
    """Add torque = gain * control + bias . (1, angle, speed), within the joint's limit."""
    servo = spec.add_actuator(
        name=name,
        target=f'{name}_joint',
        trntype=mujoco.mjtTrn.mjTRN_JOINT,
        gaintype=mujoco.mjtGain.mjGAIN_FIXED,
        biastype=mujoco.mjtBias.mjBIAS_AFFINE,
    )
    servo.gainprm[0] = gain
    servo.biasprm[:3] = bias


def controls(rover: Rover, set_points: SetPoints) -> Float64:
    """Return the controls of all servos, (n, t, n_actuators), in the order of add_servos.

    Each is led so that its servo has no steady error: the steering by the damping of its own
    motion, the wheels by the friction of their gears. Else the steering would trail the wheel
    speeds, which then push against it.
    """
    corner, wheel = rover.corner, rover.wheel
    lead_s = corner.servo_damping_nmsprad / corner.servo_stiffness_nmprad
    lead_radps = wheel.gear_friction_nm / wheel.servo_gain_nmsprad
    return np.concatenate(
        [
            set_points.steer_rad + lead_s * set_points.steer_radps,
            set_points.wheel_radps + lead_radps * np.sign(set_points.wheel_radps),
        ],
        axis=-1,
    )
