"""The inertia of the rover's tree, and the forces that its motion and its weight need.

Newton and Euler for each body, then sums from the wheels up to base_link.
"""

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_BODIES, N_DOFS, Record
from mars_world.vectors import (
    Array,
    Vector,
    add,
    cross,
    dot,
    minus,
    plus,
    put,
    scaled,
    taken,
    turned,
    turned_back,
)


@compiled
def weigh(tree: Record, work: Record, qvel: Array) -> None:
    """Find the mass matrix and the forces of motion and weight, at MuJoCo's speeds, (nv,)."""
    _move_base(tree, work, qvel)
    _weigh_body(tree, work, 0)
    for body in range(1, N_BODIES):
        _move_body(tree, work, body)
        _weigh_body(tree, work, body)
    for body in range(N_BODIES - 1, 0, -1):
        _fill_row(tree, work, body)
        _hand_on(work, body, tree.parent[body])
    _fill_base_rows(tree, work)


@compiled
def _move_base(tree: Record, work: Record, qvel: Array) -> None:
    put(work.speed, turned_back(work.base, (qvel[0], qvel[1], qvel[2])))
    for dof in range(3, N_DOFS):
        work.speed[dof] = qvel[dof]
    put(work.spin[0], (qvel[3], qvel[4], qvel[5]))
    put(work.bend[0], (0.0, 0.0, 0.0))
    # Weight is felt as if base_link accelerated upwards.
    put(work.pull[0], turned_back(work.base, scaled(-1.0, taken(tree.gravity))))


@compiled
def _move_body(tree: Record, work: Record, body: int) -> None:
    parent, rate = tree.parent[body], work.speed[BASE_DOFS - 1 + body]
    spin, bend = taken(work.spin[parent]), taken(work.bend[parent])
    turning = scaled(rate, taken(work.axis[body]))
    arm = minus(taken(work.place[body]), taken(work.place[parent]))
    inwards = cross(spin, cross(spin, arm))
    put(work.pull[body], plus(taken(work.pull[parent]), plus(cross(bend, arm), inwards)))
    put(work.bend[body], plus(bend, cross(spin, turning)))
    put(work.spin[body], plus(spin, turning))


@compiled
def _weigh_body(tree: Record, work: Record, body: int) -> None:
    turn, mass = work.turn[body], tree.mass_kg[body]
    spin, bend = taken(work.spin[body]), taken(work.bend[body])
    arm = turned(turn, taken(tree.centre[body]))
    inwards = cross(spin, cross(spin, arm))
    force = scaled(mass, plus(taken(work.pull[body]), plus(cross(bend, arm), inwards)))
    rows = _in_base_axes(turn, tree.inertia[body])
    momentum = (dot(rows[0], spin), dot(rows[1], spin), dot(rows[2], spin))
    bending = (dot(rows[0], bend), dot(rows[1], bend), dot(rows[2], bend))
    x, y, z = centre = plus(taken(work.place[body]), arm)
    torque = plus(plus(bending, cross(spin, momentum)), cross(centre, force))
    put(work.force[body], force)
    put(work.torque[body], torque)
    put(work.moment[body], scaled(mass, centre))
    inertia = work.inertia[body]
    inertia[0] = rows[0][0] + mass * (y * y + z * z)
    inertia[1] = rows[1][1] + mass * (x * x + z * z)
    inertia[2] = rows[2][2] + mass * (x * x + y * y)
    inertia[3] = rows[0][1] - mass * x * y
    inertia[4] = rows[0][2] - mass * x * z
    inertia[5] = rows[1][2] - mass * y * z


@compiled
def _in_base_axes(turn: Array, inertia: Array) -> tuple[Vector, Vector, Vector]:
    """Return the rows of turn @ inertia @ turn.T, for a symmetric inertia."""
    a = turned(turn, taken(inertia[0]))
    b = turned(turn, taken(inertia[1]))
    c = turned(turn, taken(inertia[2]))
    return (
        turned(turn, (a[0], b[0], c[0])),
        turned(turn, (a[1], b[1], c[1])),
        turned(turn, (a[2], b[2], c[2])),
    )


@compiled
def _fill_row(tree: Record, work: Record, body: int) -> None:
    """Fill the row of a hinge from the sums over all that hangs on it."""
    dof = BASE_DOFS - 1 + body
    axis, swing = taken(work.axis[body]), taken(work.swing[body])
    force, torque = taken(work.force[body]), taken(work.torque[body])
    work.smooth[dof] = -dot(axis, torque) - dot(swing, force)
    moment, inertia, row = taken(work.moment[body]), work.inertia[body], work.mass[dof]
    push = plus(cross(axis, moment), scaled(tree.carried_kg[body], swing))
    twist = plus(_times(inertia, axis), cross(moment, swing))
    put(row[0:3], push)
    put(row[3:6], twist)
    for column in range(BASE_DOFS, tree.n_above[dof] + 1):
        row[column] = 0.0
    above = body
    while above > 0:
        column = tree.n_above[BASE_DOFS - 1 + above]
        row[column] = dot(taken(work.axis[above]), twist) + dot(taken(work.swing[above]), push)
        above = tree.parent[above]
    row[tree.n_above[dof]] += tree.armature[dof]


@compiled
def _times(inertia: Array, a: Vector) -> Vector:
    xx, yy, zz, xy, xz, yz = (
        inertia[0], inertia[1], inertia[2], inertia[3], inertia[4], inertia[5],
    )  # fmt: skip
    return dot((xx, xy, xz), a), dot((xy, yy, yz), a), dot((xz, yz, zz), a)


@compiled
def _hand_on(work: Record, body: int, parent: int) -> None:
    add(work.moment[parent], taken(work.moment[body]))
    add(work.force[parent], taken(work.force[body]))
    add(work.torque[parent], taken(work.torque[body]))
    for n in range(6):
        work.inertia[parent, n] += work.inertia[body, n]


@compiled
def _fill_base_rows(tree: Record, work: Record) -> None:
    mass, inertia = work.mass, work.inertia[0]
    put(work.smooth[0:3], scaled(-1.0, taken(work.force[0])))
    put(work.smooth[3:6], scaled(-1.0, taken(work.torque[0])))
    for i in range(3):
        for j in range(i + 1):
            mass[i, j] = tree.carried_kg[0] if i == j else 0.0
    x, y, z = taken(work.moment[0])
    put(mass[3, 0:3], (0.0, -z, y))
    put(mass[4, 0:3], (z, 0.0, -x))
    put(mass[5, 0:3], (-y, x, 0.0))
    mass[3, 3], mass[4, 4], mass[5, 5] = inertia[0], inertia[1], inertia[2]
    mass[4, 3], mass[5, 3], mass[5, 4] = inertia[3], inertia[4], inertia[5]
