"""Every seed of mars-random is another world, always the same one, and can be driven."""

import math
import re

import numpy as np
import pytest
from mars_world.obstacles import rock_heights, slope
from mars_world.random_course import FREE_RADIUS_M
from mars_world.route import find_route
from mars_world.terrain import build_terrain
from mars_world.world import WORLDS_DIR, WorldError, build_world, load_world
from mars_world.world_check import oddities
from mars_world.world_reader import read_world_file
from scipy.ndimage import label

SEEDS = range(20)
FAMILY = read_world_file(WORLDS_DIR / 'mars-random.yaml')
GENERATOR = FAMILY.generator

each_seed = pytest.mark.parametrize('seed', SEEDS)


def world_of(seed):
    return load_world(f'mars-random:{seed}')


def ground_of(file, **changes):
    """Build the ground of a world file with some fields of its terrain changed."""
    terrain = file.terrain.model_copy(update=changes)
    return build_terrain(file.model_copy(update={'terrain': terrain}))


@pytest.fixture
def family(tmp_path):
    """Return a maker of the path of mars-random with some fields changed."""

    def make(**changes):
        text = (WORLDS_DIR / 'mars-random.yaml').read_text()
        for field, value in changes.items():
            text, n_found = re.subn(rf'(?m)^( *{field}:) \S+', rf'\1 {value}', text)
            assert n_found == 1
        path = tmp_path / 'family.yaml'
        path.write_text(text)
        return str(path)

    return make


@each_seed
def test_a_way_leads_to_the_goal(seed):
    world = world_of(seed)
    route = find_route(world, GENERATOR.clearance)
    assert route is not None
    assert math.dist(route[0], (world.file.start.x, world.file.start.y)) < 0.01
    assert np.linalg.norm(route[-1] - route[0]) > 0.8 * GENERATOR.length


@each_seed
def test_rocks_that_reach_into_the_rails_are_in_the_lidars_view(seed):
    assert list(oddities(world_of(seed))) == []


@each_seed
def test_start_and_goal_are_free_of_rocks(seed):
    file = world_of(seed).file
    turn = np.linspace(0.0, 2.0 * math.pi, 40)
    radius = np.linspace(0.0, 0.9 * FREE_RADIUS_M, 10)[:, None]
    for place in (file.start, file.goal):
        x, y = place.x + radius * np.cos(turn), place.y + radius * np.sin(turn)
        assert rock_heights(world_of(seed), x, y).max() == 0.0


def test_a_seed_gives_the_same_world_again(family):
    same = load_world(family() + ':7')
    assert same.checksum == world_of(7).checksum


def test_seeds_give_different_worlds():
    assert len({world_of(seed).checksum for seed in SEEDS}) == len(SEEDS)


def test_a_world_is_remade_from_its_own_file_alone():
    assert build_world(world_of(3).file).checksum == world_of(3).checksum


def test_without_a_seed_the_one_of_the_file_is_taken(family):
    assert load_world('mars-random').checksum == world_of(0).checksum
    assert load_world(family(seed=7)).checksum == world_of(7).checksum


def test_rocks_are_as_many_as_the_law_expects():
    n_rocks = sum(len(world_of(seed).boulders) for seed in SEEDS)
    expected = len(SEEDS) * GENERATOR.expected_rocks
    # Four standard deviations of a count.
    assert n_rocks == pytest.approx(expected, abs=4.0 * math.sqrt(expected))


def test_rock_sizes_follow_the_law(share_below):
    """Kolmogorov's distance of all 20 worlds stays below what chance exceeds once in 10,000."""
    rocks = [rock for seed in SEEDS for rock in world_of(seed).file.objects[0].rocks]
    sizes = np.sort([math.sqrt(rock.width * rock.length) for rock in rocks])
    law = share_below(
        GENERATOR.rock_abundance, GENERATOR.smallest_rock, GENERATOR.largest_rock, sizes
    )
    ranks = np.arange(1, len(sizes) + 1) / len(sizes)
    assert np.abs(law - ranks).max() < 2.23 / math.sqrt(len(sizes))


def test_the_steepest_swell_is_as_steep_as_asked():
    file = world_of(5).file
    soil = ground_of(file, mounds=(), craters=(), roughness=0.0)
    rails = file.rails
    x, y = np.meshgrid(
        np.arange(rails.x_min, rails.x_max, 0.2), np.arange(rails.y_min, rails.y_max, 0.2)
    )
    assert slope(soil, x, y).max() == pytest.approx(GENERATOR.slope, abs=0.01)


@pytest.mark.parametrize('roughness', [0.0, 0.006, 0.03])
def test_the_ground_strays_from_smooth_soil_by_the_roughness(family, roughness):
    world = load_world(family(roughness=roughness) + ':3')
    strays = world.terrain.z_m.astype(float) - ground_of(world.file, roughness=0.0).z_m
    rms = math.sqrt(np.mean(strays**2))
    assert rms == pytest.approx(roughness, rel=0.01)  # the rest is whole millimetres


@pytest.mark.parametrize('n_craters', [0, 1, 4])
def test_as_many_craters_as_asked_are_dug_each_a_rimmed_bowl(family, n_craters):
    file = load_world(family(craters=n_craters) + ':5').file  # its craters lie apart
    flat = [
        crater.model_copy(update={'depth': 0.0, 'rim_high': 0.0, 'rim_low': 0.0})
        for crater in file.terrain.craters
    ]
    dug = build_terrain(file).z_m.astype(float) - ground_of(file, craters=flat).z_m
    bowls, n_bowls = label(dug < -0.02)
    assert n_bowls == n_craters
    radii = sorted(crater.radius for crater in file.terrain.craters)
    assert all(1.5 <= radius <= 3.0 for radius in radii)
    each = [bowls == number for number in range(1, n_bowls + 1)]
    each.sort(key=lambda bowl: dug[bowl].min(), reverse=True)
    for bowl, radius in zip(each, radii, strict=True):
        assert -dug[bowl].min() == pytest.approx(0.12 * radius, abs=0.01)
        # Below the soil is a bowl out to where its rim has not yet risen: 0.74 to 0.93 of it.
        assert 0.70 < math.sqrt(bowl.sum() * file.terrain.cell**2 / math.pi) / radius < 0.95
    rim_low, rim_high = 0.05 * min(radii, default=0.0), 0.1 * max(radii, default=0.0)
    assert rim_low - 0.005 <= dug.max() <= rim_high + 0.005


@pytest.mark.parametrize('abundance', [0.01, 0.2])
def test_sparse_and_dense_families_can_be_driven_too(family, abundance):
    path = family(rock_abundance=abundance)
    for seed in range(3):
        world = load_world(f'{path}:{seed}')
        assert find_route(world, GENERATOR.clearance) is not None


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        ({'craters': -1}, 'line 24: generator.craters is -1; needs to be greater'),
        ({'craters': '1\n  lakes: 2'}, 'line 25: generator.lakes is not a field'),
        ({'largest_rock': 0.4}, 'line 14: generator: smallest_rock 0.5 must be less than'),
        ({'rock_abundance': 0.3, 'width': 75.0}, 'about .* rocks would lie there, at most 900'),
    ],
)  # fmt: skip
def test_a_bad_family_is_refused_with_its_field(family, changes, expected):
    with pytest.raises(WorldError, match=expected):
        load_world(family(**changes))


def test_a_family_without_a_way_says_what_to_change(family):
    path = family(length=12.0, width=6.0, rock_abundance=0.3, clearance=3.0)
    with pytest.raises(WorldError, match='lower generator.rock_abundance'):
        load_world(path)


@pytest.mark.parametrize('seed', ['x', '-1', '', '1.5', '9' * 12])
def test_a_bad_seed_is_refused(seed):
    with pytest.raises(WorldError, match='needs a whole number'):
        load_world(f'mars-random:{seed}')


def test_a_world_that_is_not_random_takes_no_seed():
    with pytest.raises(WorldError, match='takes no seed; leave out :7'):
        load_world('mars:7')
