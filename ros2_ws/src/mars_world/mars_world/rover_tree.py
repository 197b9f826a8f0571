"""The rover's MuJoCo model in the form that compiled steps of training read: a tree of bodies.

Body 0 is base_link; each other body hangs on its parent by one hinge at its own origin. Dofs 0..2
are the linear and 3..5 the angular motion of base_link, in its own axes; ``5 + body`` is a hinge.
"""

from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray
from rover_description import WHEELS

Record = Any  # numpy has no type for the fields of a record
Records = NDArray[Any]

N_BODIES, N_DOFS, N_WHEELS = 15, 20, 6
BASE_DOFS = 6
WIDTH = 11  # the most dofs that move one body

TREE = np.dtype([
    # Bodies. offset: origin in the parent's axes. centre: of mass, and inertia about it, in their
    # own axes. carried_kg: with all that hangs on them. hinge: which of their axes they turn about.
    ('parent', 'i8', N_BODIES), ('offset', 'f8', (N_BODIES, 3)), ('hinge', 'i8', N_BODIES),
    ('mass_kg', 'f8', N_BODIES), ('carried_kg', 'f8', N_BODIES),
    ('centre', 'f8', (N_BODIES, 3)), ('inertia', 'f8', (N_BODIES, 3, 3)),
    # A wheel looks and weighs the same however far it has turned.
    ('is_wheel', 'i8', N_BODIES),
    # Dofs. above: those that move the same bodies, from base_link down, and the dof itself at
    # n_above. A matrix over the dofs has these columns in its row.
    ('n_above', 'i8', N_DOFS), ('above', 'i8', (N_DOFS, WIDTH)),
    ('armature', 'f8', N_DOFS), ('damping', 'f8', N_DOFS),
    ('lowest_rad', 'f8', N_DOFS), ('highest_rad', 'f8', N_DOFS),
    # Servos: torque = gain * control - stiffness * angle - slope * speed, at most torque_nm.
    ('control', 'i8', N_DOFS), ('gain', 'f8', N_DOFS), ('stiffness', 'f8', N_DOFS),
    ('slope', 'f8', N_DOFS), ('torque_nm', 'f8', N_DOFS),
    # Gears rub with friction_nm at most, and with friction_d (speed change + friction_b * speed).
    ('friction_nm', 'f8', N_DOFS), ('friction_d', 'f8', N_DOFS), ('friction_b', 'f8', N_DOFS),
    # Differential: the angles of the dofs ``rockers``, left first, add up to nothing.
    ('rockers', 'i8', 2), ('rockers_weight', 'f8'),
    ('rockers_solref', 'f8', 2), ('rockers_solimp', 'f8', 5),
    # Treads on soil, in the order of WHEELS: their bodies.
    ('wheel', 'i8', N_WHEELS), ('wheel_weight', 'f8', N_WHEELS), ('radius_m', 'f8'),
    ('grip', 'f8'), ('soil_solref', 'f8', 2), ('soil_solimp', 'f8', 5),
    ('gravity', 'f8', 3), ('step_s', 'f8'),
])  # fmt: skip


def rover_tree(model: mujoco.MjModel) -> Records:
    """Return the TREE of a training model, (1,).

    Raises:
        ValueError: the model is built in a way that is not foreseen here.
    """
    _check(model)
    trees = np.zeros(1, TREE)
    tree = trees[0]
    tree['gravity'], tree['step_s'] = model.opt.gravity, model.opt.timestep
    _take_bodies(tree, model)
    _take_rows(tree, model)
    _take_friction(tree, model)
    _take_servos(tree, model)
    _take_wheels(tree, model)
    return trees


def _check(model: mujoco.MjModel) -> None:
    as_foreseen = (
        (model.nbody, model.nv, model.njnt) == (1 + N_BODIES, N_DOFS, N_BODIES)
        and (model.jnt_type[1:] == mujoco.mjtJoint.mjJNT_HINGE).all()
        and (model.jnt_bodyid == np.arange(1, 1 + N_BODIES)).all()
        and not model.jnt_pos.any()
        and (model.body_quat[:, 0] == 1.0).all()
        and (model.jnt_axis[1:].max(axis=1) == 1.0).all()
        and (model.eq_type == mujoco.mjtEq.mjEQ_JOINT).all()
        and model.eq_data[:, :5].tolist() == [[0.0, -1.0, 0.0, 0.0, 0.0]]
    )
    if not as_foreseen:
        raise ValueError('the rover is built in a new way; extend rover_tree.py')


def _take_bodies(tree: Record, model: mujoco.MjModel) -> None:
    rover = slice(1, None)
    tree['parent'] = model.body_parentid[rover] - 1
    tree['mass_kg'], tree['carried_kg'] = model.body_mass[rover], model.body_subtreemass[rover]
    tree['offset'], tree['centre'] = model.body_pos[rover], model.body_ipos[rover]
    tree['hinge'] = model.jnt_axis.argmax(axis=1)
    for body in range(N_BODIES):
        turn = np.empty(9)
        mujoco.mju_quat2Mat(turn, model.body_iquat[1 + body])
        axes = turn.reshape(3, 3)
        tree['inertia'][body] = axes @ np.diag(model.body_inertia[1 + body]) @ axes.T
        tree['is_wheel'][body] = model.body(1 + body).name.startswith('wheel_')


def _take_rows(tree: Record, model: mujoco.MjModel) -> None:
    joints = (model.eq_obj1id[0], model.eq_obj2id[0])
    left, right = rockers = sorted(int(model.jnt_dofadr[joint]) for joint in joints)
    for dof in range(N_DOFS):
        above = [dof]
        while above[0] > 0:
            # The differential couples the right rocker to the left one, as if it hung on that.
            first = above[0]
            above.insert(0, left if first == right else int(model.dof_parentid[first]))
        tree['n_above'][dof] = len(above) - 1
        tree['above'][dof, : len(above)] = above
    tree['rockers'], tree['rockers_weight'] = rockers, model.dof_invweight0[rockers].sum()
    tree['rockers_solref'], tree['rockers_solimp'] = model.eq_solref[0], model.eq_solimp[0]


def _take_friction(tree: Record, model: mujoco.MjModel) -> None:
    tree['armature'], tree['damping'] = model.dof_armature, model.dof_damping
    for dof in np.flatnonzero(model.dof_frictionloss):
        low, high = model.dof_solimp[dof, :2]
        time_s = max(model.dof_solref[dof, 0], 2.0 * model.opt.timestep)
        tree['friction_nm'][dof] = model.dof_frictionloss[dof]
        tree['friction_d'][dof] = low / ((1.0 - low) * model.dof_invweight0[dof])
        tree['friction_b'][dof] = 2.0 / (high * time_s)


def _take_servos(tree: Record, model: mujoco.MjModel) -> None:
    tree['lowest_rad'], tree['highest_rad'] = -np.inf, np.inf
    limited = np.flatnonzero(model.jnt_limited)
    dofs = model.jnt_dofadr[limited]
    tree['lowest_rad'][dofs], tree['highest_rad'][dofs] = model.jnt_range[limited].T
    tree['control'] = -1
    for actuator in range(model.nu):
        joint = int(model.actuator_trnid[actuator, 0])
        dof = int(model.jnt_dofadr[joint])
        tree['control'][dof] = actuator
        tree['gain'][dof] = model.actuator_gainprm[actuator, 0]
        _, tree['stiffness'][dof], tree['slope'][dof] = -model.actuator_biasprm[actuator, :3]
        tree['torque_nm'][dof] = model.jnt_actfrcrange[joint, 1]


def _take_wheels(tree: Record, model: mujoco.MjModel) -> None:
    for k, name in enumerate(WHEELS):
        body = model.body(f'wheel_{name}').id
        tree['wheel'][k], tree['wheel_weight'][k] = body - 1, model.body_invweight0[body, 0]
        tree['radius_m'] = model.geom(f'wheel_{name}/tread').size[0]
    tree['grip'] = model.pair_friction[0, 0]
    tree['soil_solref'], tree['soil_solimp'] = model.pair_solref[0], model.pair_solimp[0]
