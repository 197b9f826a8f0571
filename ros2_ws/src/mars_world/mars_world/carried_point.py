"""Where points of the rover go when they move with its body."""

from mars_world.jit import compiled
from mars_world.mujoco_memory import Memory


@compiled
def carried(
    memory: Memory, x: float, y: float, z: float, ahead_s: float
) -> tuple[float, float, float]:
    """Return where a point is after ``ahead_s`` at the newest speeds of base_link, body 1.

    x, y, z: of the point in map when base_link was where memory.xpos and xmat have it.
    """
    speed, spin, turn = memory.qvel[0:3], memory.qvel[3:6], memory.xmat[1]
    # MuJoCo gives the spin of a free body in its own axes.
    spin_x = turn[0] * spin[0] + turn[1] * spin[1] + turn[2] * spin[2]
    spin_y = turn[3] * spin[0] + turn[4] * spin[1] + turn[5] * spin[2]
    spin_z = turn[6] * spin[0] + turn[7] * spin[1] + turn[8] * spin[2]
    dx, dy, dz = x - memory.xpos[1, 0], y - memory.xpos[1, 1], z - memory.xpos[1, 2]
    return (
        x + ahead_s * (speed[0] + spin_y * dz - spin_z * dy),
        y + ahead_s * (speed[1] + spin_z * dx - spin_x * dz),
        z + ahead_s * (speed[2] + spin_x * dy - spin_y * dx),
    )
