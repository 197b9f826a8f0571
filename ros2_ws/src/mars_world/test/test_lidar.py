import mujoco
import numpy as np
import pytest
from mars_world.lidar import Lidar
from mars_world.model import add_boulders, add_ground
from mars_world.packed_worlds import pack_worlds
from mars_world.world import load_world
from rover_description import load_rover

MARS = load_world('mars')
ANGLES = np.radians(np.arange(-89.5, 90.0))
LEVEL = np.array([0.0, 0.0, 0.0, 1.0])


def random_poses(n, seed=0):
    """Return LIDAR positions (n, 3) and attitudes (n, 4) all over the rails, leaning 5 deg rms."""
    rng = np.random.default_rng(seed)
    rails = MARS.file.rails
    x, y = rng.uniform(rails.x_min, rails.x_max, n), rng.uniform(rails.y_min, rails.y_max, n)
    position = np.column_stack([x, y, MARS.terrain.height_at(x, y) + 0.58])
    half_yaw, half_lean = rng.uniform(0.0, np.pi, n), 0.5 * rng.normal(0.0, 0.08, (n, 2))
    lean = np.column_stack([half_lean, np.zeros(n), np.ones(n)])
    lean /= np.linalg.norm(lean, axis=1, keepdims=True)
    turn = np.zeros(4)
    quaternions = []
    for k in range(n):
        mujoco.mju_mulQuat(
            turn, [np.cos(half_yaw[k]), 0, 0, np.sin(half_yaw[k])], np.roll(lean[k], 1)
        )
        quaternions.append(np.roll(turn, -1))
    return position, np.array(quaternions)


def scan(lidar, position, attitude, seeds=None, numbers=None, worlds=None):
    n = len(position)
    return lidar.scan(
        np.zeros(n, int) if worlds is None else worlds, position, attitude,
        np.arange(n) if seeds is None else seeds, np.zeros(n) if numbers is None else numbers,
    )  # fmt: skip


def mujoco_scan(model, data, position, attitude):
    rotation = np.empty(9)
    mujoco.mju_quat2Mat(rotation, np.roll(attitude, 1))
    rays = np.column_stack([np.cos(ANGLES), np.sin(ANGLES), np.zeros(180)])
    rays = np.ascontiguousarray(rays @ rotation.reshape(3, 3).T)
    geoms, ranges = np.empty(180, np.int32), np.empty(180)
    mujoco.mj_multiRay(
        model, data, position, rays.ravel(), None, 1, -1, geoms, ranges, None, 180, 6.0
    )
    return np.where(ranges < 0.0, np.inf, ranges)


def test_ranges_agree_with_the_ray_casting_of_mujoco():
    spec = mujoco.MjSpec()
    add_ground(spec, MARS)
    add_boulders(spec, MARS)
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    position, attitude = random_poses(60)
    ours = scan(Lidar([MARS], noise_m=0.0), position, attitude)
    theirs = np.array(
        [mujoco_scan(model, data, p, a) for p, a in zip(position, attitude, strict=True)]
    )
    # A ray that starts inside a rock sees its far side in MuJoCo.
    buried = np.array([any(np.all(b.planes[:, :3] @ p < b.planes[:, 3]) for b in MARS.boulders)
                       for p in position])  # fmt: skip
    ours, theirs = ours[~buried], theirs[~buried]
    near, far = theirs < 0.45, theirs > 4.5
    assert np.all(ours[near] == -np.inf)
    assert np.all(ours[far] == np.inf)
    seen = ~near & ~far
    error = np.abs(ours[seen] - theirs[seen])
    assert len(error) > 1000
    assert np.mean(error) < 1e-6
    assert np.max(error) < 1e-4


def pack_without_shortcuts(worlds):
    """Pack worlds so that no ray and no facet can be left out: all of them seem to be in reach."""
    packed = pack_worlds(worlds)
    corner = np.arange(len(packed.vertices_map))
    extents = packed.extents.copy()
    extents[:, 3:] = 1e9
    return packed._replace(
        top_m=np.full_like(packed.top_m, np.inf),
        extents=extents,
        vertices_map=np.column_stack([corner, corner, 1e9 * (-1.0) ** corner]),
    )


@pytest.mark.parametrize('name', ['mars', 'training_grounds', 'mars-random'])
def test_leaving_out_what_no_ray_can_meet_changes_no_bit(name, monkeypatch):
    world, rng = load_world(name), np.random.default_rng(3)
    _, attitude = random_poses(600, seed=3)
    beside = rng.choice([boulder.centre_map[:2] for boulder in world.boulders], 600)
    x, y = (beside + rng.normal(0.0, 2.0, (600, 2))).T
    position = np.column_stack([x, y, world.terrain.height_at(x, y) + rng.uniform(0.1, 0.9, 600)])
    short = scan(Lidar([world]), position, attitude)
    monkeypatch.setattr('mars_world.lidar.pack_worlds', pack_without_shortcuts)
    assert short.tobytes() == scan(Lidar([world]), position, attitude).tobytes()
    assert np.isfinite(short).sum() > 5000


def test_a_wall_ahead_is_seen_at_its_distance_and_from_right_to_left(flat_world):
    wall = {'kind': 'monolith', 'name': 'wall', 'x': 3.0, 'y': 1.0, 'size': [2.0, 2.0, 2.0]}
    lidar = Lidar([flat_world(objects=(wall,))], noise_m=0.0)
    (ranges,) = scan(lidar, np.array([[0.0, 0.0, 0.58]]), LEVEL[None])
    hit = (ANGLES > 0.0) & (np.pi / 4.0 > ANGLES)
    assert np.allclose(ranges[hit], 2.0 / np.cos(ANGLES[hit]), atol=1e-5)
    assert np.all(ranges[ANGLES < 0.0] == np.inf)


def test_the_floor_is_seen_when_the_lidar_leans_forward(flat_world):
    lean = np.radians(10.0)
    attitude = np.array([[0.0, np.sin(lean / 2.0), 0.0, np.cos(lean / 2.0)]])
    (ranges,) = scan(Lidar([flat_world()], noise_m=0.0), np.array([[0.0, 0.0, 0.58]]), attitude)
    ahead = np.abs(ANGLES) < 0.5
    assert np.allclose(ranges[ahead], 0.58 / (np.sin(lean) * np.cos(ANGLES[ahead])), atol=1e-5)


def test_too_near_is_minus_infinity_and_nothing_is_plus_infinity(flat_world):
    post = {'kind': 'monolith', 'name': 'post', 'x': 0.6, 'y': 0.0, 'size': [0.4, 0.4, 2.0]}
    lidar = Lidar([flat_world(objects=(post,))])
    (ranges,) = scan(lidar, np.array([[0.0, 0.0, 0.58]]), LEVEL[None])
    assert ranges[90] == -np.inf
    assert ranges[0] == np.inf


def test_noise_has_the_stated_spread(flat_world):
    room = [
        {'kind': 'monolith', 'name': f'wall{k}', 'x': x, 'y': y, 'size': size}
        for k, (x, y, size) in enumerate([
            (2.5, 0.0, [1.0, 10.0, 2.0]),
            (0.0, 2.5, [10.0, 1.0, 2.0]),
            (0.0, -2.5, [10.0, 1.0, 2.0]),
        ])
    ]  # fmt: skip
    world = flat_world(objects=tuple(room))
    position, attitude = np.tile([0.0, 0.0, 0.58], (200, 1)), np.tile(LEVEL, (200, 1))
    noise = scan(Lidar([world]), position, attitude) - scan(
        Lidar([world], noise_m=0.0), position, attitude
    )
    sigma = load_rover().sensors.lidar.noise_m
    assert sigma == 0.01
    assert np.std(noise) == pytest.approx(sigma, rel=0.02)
    assert np.mean(noise) == pytest.approx(0.0, abs=0.05 * sigma)
    assert abs(np.corrcoef(noise[:-1].ravel(), noise[1:].ravel())[0, 1]) < 0.02


def test_a_seed_and_a_scan_number_give_the_same_bytes_in_any_company():
    position, attitude = random_poses(12)
    seeds, numbers = np.arange(12) + 100, np.arange(12) % 5
    together = scan(Lidar([MARS], threads=2), position, attitude, seeds, numbers)
    for k in range(12):
        alone = scan(Lidar([MARS]), position[k:k + 1], attitude[k:k + 1], seeds[k:k + 1],
                     numbers[k:k + 1])  # fmt: skip
        assert alone.tobytes() == together[k].tobytes()


def test_another_seed_or_another_scan_gives_other_noise():
    before_a_rock = np.array([-6.5, 0.1, MARS.terrain.height_at(-6.5, 0.1) + 0.58])
    position, attitude = np.tile(before_a_rock, (3, 1)), np.tile([0.0, 0.0, 1.0, 0.0], (3, 1))
    ranges = scan(Lidar([MARS]), position, attitude, [1, 2, 1], [0, 0, 1])
    seen = np.isfinite(ranges).all(axis=0)
    assert seen.sum() > 10
    assert not np.any(ranges[0, seen] == ranges[1, seen])
    assert not np.any(ranges[0, seen] == ranges[2, seen])


def test_worlds_of_different_grids_are_scanned_in_one_call(flat_world):
    position, attitude = random_poses(4)
    plain = flat_world()
    mixed = scan(Lidar([plain, MARS]), position, attitude, worlds=np.array([1, 0, 1, 0]))
    mars, flat = (scan(Lidar([world]), position, attitude) for world in (MARS, plain))
    assert np.array_equal(mixed, np.stack([mars[0], flat[1], mars[2], flat[3]]))


def test_a_noise_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match=r'lidar noise is -0\.1 m; needs 0 to 1 m'):
        Lidar([MARS], noise_m=-0.1)
