from dataclasses import replace

import numpy as np
import pytest
from mars_world.boulders import Boulder
from mars_world.contacts import merge_touches
from mars_world.frame import Surface, Touch
from mars_world.world import load_world


def box(x, y, size, name='block'):
    return {'kind': 'monolith', 'name': name, 'x': x, 'y': y, 'size': size}


def touched(frames):
    return {(t.part, t.object, t.surface) for frame in frames for t in frame.touches[0]}


def foreign(frames):
    """Touches of anything but soil."""
    return {touch for touch in touched(frames) if touch[1] != 'soil'}


def test_a_wall_ahead_is_touched_with_the_treads_of_the_front_wheels(flat_world, one_rover):
    physics = one_rover(flat_world(objects=(box(0.8, 0.0, [0.2, 2.0, 0.15]),)))
    frames = [physics.step(0.3, 0.0) for _ in range(5)]
    assert foreign(frames) == {
        ('wheel_front_left', 'block', Surface.TREAD), ('wheel_front_right', 'block', Surface.TREAD),
    }  # fmt: skip


def test_a_low_wall_alongside_is_touched_with_the_side_of_a_wheel(flat_world, one_rover):
    # The middle wheels reach 0.30 m out, the front wheels only 0.225 m.
    physics = one_rover(flat_world(objects=(box(1.0, 0.42, [6.0, 0.2, 0.14]),)))
    frames = [physics.step(0.5, 0.15) for _ in range(4)]
    assert foreign(frames) == {('wheel_middle_left', 'block', Surface.SIDE)}


def test_a_flat_stone_under_a_wheel_is_rolled_over_with_the_tread(flat_world, one_rover):
    physics = one_rover(flat_world(objects=(box(0.8, 0.175, [0.3, 0.2, 0.03]),)))
    frames = [physics.step(0.5, 0.0) for _ in range(12)]
    assert {surface for _, _, surface in foreign(frames)} == {Surface.TREAD}
    assert {part for part, _, _ in foreign(frames)} >= {'wheel_front_left', 'wheel_rear_left'}


def test_a_post_between_the_wheels_is_touched_with_the_body(flat_world, one_rover):
    physics = one_rover(flat_world(objects=(box(0.7, 0.0, [0.1, 0.1, 0.4]),)))
    frames = [physics.step(0.5, 0.0) for _ in range(8)]
    assert foreign(frames) == {('base_link', 'block', Surface.BODY)}


def hung_up(world, height_m):
    """The world with its objects so much higher, in the air."""
    up = np.array([0.0, 0.0, height_m])
    hung = (
        Boulder(
            low.name, low.vertices_map + up, low.planes + low.planes[:, 2:3] * [0, 0, 0, height_m]
        )
        for low in world.boulders
    )
    return replace(world, boulders=tuple(hung))


@pytest.mark.parametrize(
    ('part', 'height_m', 'block'),
    [
        ('solar_deck', 0.548, box(0.5, 0.0, [0.1, 0.1, 0.01])),
        ('lidar_link', 0.58, box(0.5, 0.0, [0.1, 0.1, 0.05])),
        ('mast', 0.58, box(0.5, -0.12, [0.1, 0.1, 0.03])),
        ('camera_link', 0.645, box(0.5, -0.12, [0.1, 0.05, 0.05])),
        ('corner_front_left', 0.20, box(0.6, 0.175, [0.1, 0.05, 0.02])),
        ('rocker_left', 0.268, box(0.15, 0.24, [0.03, 0.04, 0.1])),
        ('bogie_left', 0.0, box(0.1, 0.178, [0.06, 0.03, 0.1])),
    ],
)
def test_a_block_in_the_way_of_a_part_is_touched_with_that_part(
    flat_world, each_rover, part, height_m, block
):
    physics = each_rover(hung_up(flat_world(objects=(block,)), height_m))
    steps = (foreign([physics.step(0.3, 0.0)]) for _ in range(8))
    assert next(filter(None, steps)) == {(part, 'block', Surface.BODY)}


def test_a_hump_between_the_wheels_is_touched_with_the_body_and_is_soil(shaped_world, each_rover):
    world = shaped_world(lambda x, y: np.where(np.hypot(x, y) < 0.01, 0.26, 0.0))
    assert ('base_link', 'soil', Surface.BODY) in touched([each_rover(world).step(0.0, 0.0)])


def test_a_clean_drive_over_rough_ground_touches_only_soil_with_treads(one_rover):
    physics = one_rover(load_world('mars'), (-12.0, -3.0, np.pi))
    frames = [physics.step(0.785, 0.0) for _ in range(40)]
    assert foreign(frames) == set()
    assert {surface for _, _, surface in touched(frames)} == {Surface.TREAD}


def test_a_step_reports_each_touch_once(flat_world, one_rover):
    physics = one_rover(flat_world())
    for _ in range(3):
        touches = physics.step(0.785, 1.0).touches[0]
        assert len(touches) == len({(t.part, t.object, t.surface) for t in touches}) == 6


def test_contacts_lie_where_the_wheels_stand(flat_world, one_rover):
    frame = one_rover(flat_world()).step(0.0, 0.0)
    places = {touch.part: touch.position_map for touch in frame.touches[0]}
    x, y, z = places['wheel_middle_left']
    assert (x, y, z) == pytest.approx((0.0, 0.25, 0.0), abs=0.01)


def test_merging_intervals_keeps_the_hardest_touch_of_each_kind():
    soft = Touch('wheel_front_left', 'soil', Surface.TREAD, 5.0, (0.0, 0.0, 0.0))
    hard = Touch('wheel_front_left', 'soil', Surface.TREAD, 9.0, (1.0, 0.0, 0.0))
    side = Touch('wheel_front_left', 'rock', Surface.SIDE, 1.0, (0.0, 1.0, 0.0))
    assert set(merge_touches(((soft,), (hard, side), ()))) == {hard, side}
