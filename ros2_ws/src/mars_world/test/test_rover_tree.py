"""A step of training is MuJoCo's own, made of the same equations, where only treads touch."""

import mujoco
import numpy as np
import pytest
from mars_world.packed_worlds import pack_worlds
from mars_world.rest_pose import rest_pose
from mars_world.rover_tree import rover_tree
from mars_world.soil_planes import find_soil_planes, lay_soil_planes, soil_planes_of
from mars_world.training_model import compile_training_model
from mars_world.tree_inertia import weigh
from mars_world.tree_pieces import forget_pieces
from mars_world.tree_places import is_within_limits, locate
from mars_world.tree_step import step_tree
from mars_world.tree_work import WORK
from mars_world.world import load_world
from rover_description import load_rover

STEP_S = 0.025
ROUGH = (-12.0, -3.0, 3.0)
STEER = np.array([0.4, 0.3, -0.4, -0.3])
MARS = load_world('mars')
PACKED = pack_worlds([MARS])


class Pair:
    """A rover in MuJoCo whose solver goes to the end, and the tree of the same model."""

    def __init__(self):
        self.model = compile_training_model(MARS, STEP_S)
        self.model.opt.iterations, self.model.opt.tolerance = 100, 0.0
        self.model.opt.ls_tolerance = 1e-6
        self.data = mujoco.MjData(self.model)
        self.tree = rover_tree(self.model)[0]
        self.work = np.zeros(1, WORK)[0]
        self.soil = soil_planes_of(self.model)
        forget_pieces(self.work)

    def stand(self, pose):
        self.data.qpos[:7] = rest_pose(load_rover(), MARS.terrain, *pose)

    def step(self):
        """Step both from where MuJoCo is; returns the tree's coordinates and speeds."""
        qpos, qvel = self.data.qpos.copy(), self.data.qvel.copy()
        locate(self.tree, self.work, qpos)
        find_soil_planes(PACKED, 0, self.tree, self.work, qpos)
        lay_soil_planes(self.soil, self.work)
        step_tree(self.tree, self.work, self.data.ctrl, qpos, qvel)
        mujoco.mj_step(self.model, self.data)
        return qpos, qvel


@pytest.fixture
def pair():
    return Pair()


def difference(pair):
    qpos, qvel = pair.step()
    return max(abs(qpos - pair.data.qpos).max(), abs(qvel - pair.data.qvel).max())


@pytest.mark.parametrize('steer', [0.0, 1.0, -1.0])
def test_over_rough_ground_it_drives_as_mujoco_does(pair, steer):
    pair.stand(ROUGH)
    pair.data.ctrl[:4], pair.data.ctrl[4:] = steer * STEER, 10.3
    worst, touching = 0.0, []
    for _ in range(120):
        worst = max(worst, difference(pair))
        touching.append(pair.data.ncon)
    assert worst < 1e-9
    assert min(touching) < 6 <= max(touching)  # wheels leave the ground and come down


def test_through_random_commands_its_solver_always_comes_to_the_answer(pair):
    rng = np.random.default_rng(2)
    pair.stand(ROUGH)
    for _ in range(50):
        pair.data.ctrl[:4] = rng.integers(-1, 2) * STEER
        pair.data.ctrl[4:] = rng.uniform(0.0, 10.3)
        assert max(difference(pair) for _ in range(12)) < 1e-9


def test_a_standing_rover_stays_where_mujoco_has_it(pair):
    pair.stand(ROUGH)
    assert max(difference(pair) for _ in range(60)) < 1e-9
    assert abs(pair.data.qvel).max() < 1e-2


def test_thrown_into_the_air_it_tumbles_as_in_mujoco(pair):
    rng = np.random.default_rng(0)
    pair.stand(ROUGH)
    pair.data.qpos[2] += 5.0
    pair.data.qvel[:] = rng.normal(size=pair.model.nv)
    assert max(difference(pair) for _ in range(30)) < 1e-9


def test_its_mass_matrix_and_forces_are_those_of_mujoco(pair):
    rng, model, data = np.random.default_rng(1), pair.model, pair.data
    attitude = rng.normal(size=4)
    data.qpos[3:7] = attitude / np.linalg.norm(attitude)
    data.qpos[7:] = rng.uniform(-0.5, 0.5, model.nq - 7)
    data.qvel[:] = rng.normal(size=model.nv)
    mujoco.mj_forward(model, data)
    locate(pair.tree, pair.work, data.qpos)
    weigh(pair.tree, pair.work, data.qvel)
    map_from_base = np.eye(model.nv)
    map_from_base[:3, :3] = pair.work['base']
    mass = np.zeros((model.nv, model.nv))
    mujoco.mj_fullM(model, data, mass)
    ours = np.zeros((model.nv, model.nv))
    for dof, last in enumerate(pair.tree['n_above']):
        above = pair.tree['above'][dof, : last + 1]
        ours[dof, above] = ours[above, dof] = pair.work['mass'][dof, : last + 1]
    assert map_from_base @ ours @ map_from_base.T == pytest.approx(mass, abs=1e-12)
    assert -map_from_base @ pair.work['smooth'] == pytest.approx(data.qfrc_bias, abs=1e-12)


@pytest.mark.parametrize(
    'joint', ['rocker_left_joint', 'bogie_right_joint', 'steer_rear_left_joint']
)
def test_a_hinge_at_its_stop_or_nowhere_is_not_for_the_tree(pair, joint):
    at = pair.model.joint(joint).qposadr[0]
    assert is_within_limits(pair.tree, pair.data.qpos)
    pair.data.qpos[at] = pair.model.joint(joint).range[1] + 0.01
    assert not is_within_limits(pair.tree, pair.data.qpos)
    pair.data.qpos[at] = np.nan
    assert not is_within_limits(pair.tree, pair.data.qpos)


def test_a_rover_built_in_another_way_is_refused():
    model = compile_training_model(MARS, STEP_S)
    model.jnt_pos[3] = [0.0, 0.01, 0.0]
    with pytest.raises(ValueError, match='extend rover_tree'):
        rover_tree(model)
