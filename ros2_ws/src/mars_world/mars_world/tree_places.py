"""Where the bodies of the rover's tree are."""

import math

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_BODIES, Record
from mars_world.vectors import Array, cross, plus, put, taken, turned


@compiled
def locate(tree: Record, work: Record, qpos: Array) -> None:
    """Find attitude, place and hinge of every body from MuJoCo's coordinates, (nq,)."""
    _set_attitude(work.base, qpos[3], qpos[4], qpos[5], qpos[6])
    for i in range(3):
        for j in range(3):
            work.turn[0, i, j] = 1.0 if i == j else 0.0
        work.place[0, i] = 0.0
    for body in range(1, N_BODIES):
        parent, hinge = tree.parent[body], tree.hinge[body]
        above = work.turn[parent]
        place = plus(taken(work.place[parent]), turned(above, taken(tree.offset[body])))
        axis = (above[0, hinge], above[1, hinge], above[2, hinge])
        put(work.place[body], place)
        put(work.axis[body], axis)
        put(work.swing[body], cross(place, axis))
        angle = 0.0 if tree.is_wheel[body] else qpos[1 + BASE_DOFS - 1 + body]
        _turn(work.turn[body], above, hinge, angle)


@compiled
def _turn(turn: Array, above: Array, hinge: int, angle: float) -> None:
    """Set an attitude to one that is turned about one of its axes."""
    cosine, sine = (math.cos(angle), math.sin(angle)) if angle != 0.0 else (1.0, 0.0)
    second, third = (hinge + 1) % 3, (hinge + 2) % 3
    for i in range(3):
        a, b = above[i, second], above[i, third]
        turn[i, hinge] = above[i, hinge]
        turn[i, second], turn[i, third] = cosine * a + sine * b, cosine * b - sine * a


@compiled
def _set_attitude(turn: Array, w: float, x: float, y: float, z: float) -> None:
    scale = 1.0 / math.sqrt(w * w + x * x + y * y + z * z)
    w, x, y, z = w * scale, x * scale, y * scale, z * scale
    put(turn[0], (1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)))
    put(turn[1], (2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)))
    put(turn[2], (2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)))


@compiled
def is_within_limits(tree: Record, qpos: Array) -> bool:
    """Say whether no hinge is at its stop; a NaN is not within."""
    for dof in range(BASE_DOFS, BASE_DOFS - 1 + N_BODIES):
        if not tree.lowest_rad[dof] <= qpos[1 + dof] <= tree.highest_rad[dof]:
            return False
    return True
