"""A physics step of the rover's tree: what mj_step makes of it where only treads touch anything.

The same equations for the same numbers, without the parts of MuJoCo that other machines need.
"""

import math

from mars_world.jit import compiled
from mars_world.rover_tree import BASE_DOFS, N_DOFS, Record
from mars_world.tree_contacts import find_contacts, find_differential
from mars_world.tree_inertia import weigh
from mars_world.tree_matrix import factor, multiply, solve
from mars_world.tree_newton import accelerate
from mars_world.vectors import Array, dot, plus, put, scaled, taken, turned


@compiled
def step_tree(tree: Record, work: Record, controls: Array, qpos: Array, qvel: Array) -> int:
    """Move MuJoCo's coordinates and speeds on by a step; return the solver's iterations.

    ``work`` has the places of the bodies and the planes under the wheels. controls: (nu,).
    """
    weigh(tree, work, qvel)
    _drive(tree, work, controls, qpos)
    find_contacts(tree, work, qpos)
    find_differential(tree, work, qpos)
    iterations = accelerate(tree, work)
    _make_implicit(tree, work)
    _integrate(tree, work, qpos, qvel)
    return iterations


@compiled
def _drive(tree: Record, work: Record, controls: Array, qpos: Array) -> None:
    """Add the torques of servos and the damping of hinges."""
    for dof in range(BASE_DOFS, N_DOFS):
        speed = work.speed[dof]
        work.smooth[dof] -= tree.damping[dof] * speed
        grows = tree.damping[dof]
        control = tree.control[dof]
        if control >= 0:
            torque = tree.gain[dof] * controls[control]
            torque -= tree.stiffness[dof] * qpos[1 + dof] + tree.slope[dof] * speed
            most = tree.torque_nm[dof]
            if abs(torque) < most:
                grows += tree.slope[dof]
            work.smooth[dof] += min(max(torque, -most), most)
        work.implicit[dof] = tree.step_s * grows


@compiled
def _make_implicit(tree: Record, work: Record) -> None:
    """Turn the accelerations x into those with servos and dampers as at the step's end."""
    multiply(tree, work.mass, work.x, work.dx)
    for dof in range(BASE_DOFS, N_DOFS):
        work.mass[dof, tree.n_above[dof]] += work.implicit[dof]
    factor(tree, work.mass, work.factors)
    solve(tree, work.factors, work.dx)


@compiled
def _integrate(tree: Record, work: Record, qpos: Array, qvel: Array) -> None:
    step_s, dx = tree.step_s, work.dx
    push = scaled(step_s, turned(work.base, taken(dx)))
    velocity = plus(taken(qvel), push)
    put(qvel, velocity)
    put(qpos, plus(taken(qpos), scaled(step_s, velocity)))
    for dof in range(3, N_DOFS):
        qvel[dof] += step_s * dx[dof]
    for dof in range(BASE_DOFS, N_DOFS):
        qpos[1 + dof] += step_s * qvel[dof]
    _turn_on(qpos[3:7], (qvel[3], qvel[4], qvel[5]), step_s)


@compiled
def _turn_on(attitude: Array, spin: tuple[float, float, float], step_s: float) -> None:
    """Turn a quaternion w x y z on with a spin in its own axes."""
    rate = math.sqrt(dot(spin, spin))
    if rate == 0.0:
        return
    half = 0.5 * rate * step_s
    c = math.cos(half)
    x, y, z = scaled(math.sin(half) / rate, spin)
    a, b, d, e = attitude[0], attitude[1], attitude[2], attitude[3]
    w, i = a * c - b * x - d * y - e * z, a * x + b * c + d * z - e * y
    j, k = a * y - b * z + d * c + e * x, a * z + b * y - d * x + e * c
    scale = 1.0 / math.sqrt(w * w + i * i + j * j + k * k)
    attitude[0], attitude[1], attitude[2], attitude[3] = w * scale, i * scale, j * scale, k * scale
