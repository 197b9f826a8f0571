"""The constraints of the rover's tree: treads on planes of soil, and the differential."""

import math

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_WHEELS, Record
from mars_world.soft_constraint import damping_and_stiffness, impedance, regularised
from mars_world.vectors import (
    Array,
    Vector,
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

ALL_EDGES = 0b1111


@compiled
def find_contacts(tree: Record, work: Record, qpos: Array) -> None:
    """Find which treads are in the planes under them, at MuJoCo's coordinates, (nq,)."""
    base_map = (qpos[0], qpos[1], qpos[2])
    for wheel in range(N_WHEELS):
        centre = taken(work.place[tree.wheel[wheel]])
        normal = taken(work.normal[wheel])
        over_foot = minus(plus(base_map, turned(work.base, centre)), taken(work.foot[wheel]))
        depth = dot(normal, over_foot) - tree.radius_m
        if depth < 0.0:
            _add_contact(tree, work, wheel, centre, normal, depth)
        else:
            work.stiff[wheel], work.edges[wheel] = 0.0, ALL_EDGES


@compiled
def _add_contact(
    tree: Record, work: Record, wheel: int, centre: Vector, normal_map: Vector, depth: float
) -> None:
    dof = BASE_DOFS - 1 + tree.wheel[wheel]
    normal = turned_back(work.base, normal_map)
    # The tangents that MuJoCo takes, as a pyramid holds better along its edges.
    nx, ny, nz = normal_map
    level = math.sqrt(nx * nx + nz * nz)
    side = turned_back(work.base, (-nx * ny / level, level, -ny * nz / level))
    place = minus(centre, scaled(tree.radius_m + 0.5 * depth, normal))
    rows, lack = work.row[wheel], work.lack[wheel]
    _fill_row(tree, work, tree.wheel[wheel], rows[0], normal, place)
    _fill_row(tree, work, tree.wheel[wheel], rows[1], side, place)
    _fill_row(tree, work, tree.wheel[wheel], rows[2], cross(normal, side), place)
    damping, stiffness = damping_and_stiffness(tree.soil_solref, tree.soil_solimp, tree.step_s)
    share, grip = impedance(tree.soil_solimp, depth), tree.grip
    weight = 2.0 * grip * grip * (1.0 + grip * grip) * tree.wheel_weight[wheel]
    work.stiff[wheel] = regularised(share, weight)
    for n in range(3):
        speed = 0.0
        for column in range(tree.n_above[dof] + 1):
            speed += rows[n, column] * work.speed[tree.above[dof, column]]
        lack[n] = damping * speed
    lack[0] += stiffness * share * depth


@compiled
def _fill_row(
    tree: Record, work: Record, body: int, row: Array, along: Vector, place: Vector
) -> None:
    """Fill in how fast each dof moves a body's point along a direction."""
    about = cross(place, along)
    put(row[0:3], along)
    put(row[3:6], about)
    for column in range(BASE_DOFS, tree.n_above[BASE_DOFS - 1 + body] + 1):
        row[column] = 0.0
    while body > 0:
        axis, swing = taken(work.axis[body]), taken(work.swing[body])
        row[tree.n_above[BASE_DOFS - 1 + body]] = dot(axis, about) + dot(swing, along)
        body = tree.parent[body]


@compiled
def find_differential(tree: Record, work: Record, qpos: Array) -> None:
    """Find what keeps the rockers opposite, at MuJoCo's coordinates, (nq,)."""
    left, right = tree.rockers[0], tree.rockers[1]
    apart = qpos[1 + left] + qpos[1 + right]
    share = impedance(tree.rockers_solimp, apart)
    damping, stiffness = damping_and_stiffness(
        tree.rockers_solref, tree.rockers_solimp, tree.step_s
    )
    speed = work.speed[left] + work.speed[right]
    work.rockers_stiff = regularised(share, tree.rockers_weight)
    work.rockers_lack = damping * speed + stiffness * share * apart
