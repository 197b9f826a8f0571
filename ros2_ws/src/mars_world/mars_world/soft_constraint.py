"""How hard MuJoCo's soft constraints push: its solref and solimp, for compiled loops."""

from mars_world.jit import compiled
from mars_world.vectors import Array


@compiled
def impedance(solimp: Array, violation: float) -> float:
    """Return the share of the ideal force, from solimp (5,), whose power is 2 at a half."""
    low, high, width = solimp[0], solimp[1], solimp[2]
    x = min(abs(violation) / width, 1.0)
    share = 2.0 * x * x if x <= 0.5 else 1.0 - 2.0 * (1.0 - x) * (1.0 - x)
    return float(low + share * (high - low))


@compiled
def damping_and_stiffness(solref: Array, solimp: Array, step_s: float) -> tuple[float, float]:
    """Return 1/s and 1/s^2 from solref (time constant, damping ratio)."""
    reach_s = solimp[1] * max(solref[0], 2.0 * step_s)
    return 2.0 / reach_s, 1.0 / (reach_s * reach_s * solref[1] * solref[1])


@compiled
def regularised(share: float, weight: float) -> float:
    """Return the force per missing acceleration of a constraint that moves with ``weight``."""
    return share / ((1.0 - share) * weight)
