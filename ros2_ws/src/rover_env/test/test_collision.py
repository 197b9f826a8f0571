import numpy as np
import pytest
from mars_world.frame import Surface, Touch
from rover_env.collision import CollisionKind, judge, judge_frame, verdict_of_step
from rover_env.spec import N_RAYS

CLEAR = np.full(N_RAYS, np.inf, np.float32)


def scan(**rays):
    """Return a clear scan with some rays changed: ray_12=0.4."""
    ranges = CLEAR.copy()
    for name, value in rays.items():
        ranges[int(name.removeprefix('ray_'))] = value
    return ranges


def touch(surface, item='rock_1', part='rocker_left'):
    return Touch(part, item, surface, 10.0, (0.0, 0.0, 0.0))


def test_scan_of_only_inf_is_clear():
    verdict = judge(CLEAR, ())
    assert verdict.kind == CollisionKind.NONE
    assert verdict.nearest_m == np.inf
    assert verdict.detail == ''


@pytest.mark.parametrize(
    ('range_m', 'kind'),
    [
        (0.491, CollisionKind.NONE),
        (0.49, CollisionKind.LIDAR),
        (0.45, CollisionKind.LIDAR),
        (0.2, CollisionKind.LIDAR),
        (-np.inf, CollisionKind.LIDAR),
    ],
)
def test_a_range_at_or_below_the_crash_distance_is_a_collision(range_m, kind):
    assert judge(scan(ray_179=range_m), ()).kind == kind


def test_the_whole_fan_counts_not_only_the_nose():
    assert judge(scan(ray_0=0.47), ()).kind == CollisionKind.LIDAR


def test_the_nearest_range_is_reported():
    verdict = judge(scan(ray_3=1.5, ray_90=2.5, ray_9=np.nan), ())
    assert verdict.nearest_m == 1.5


def test_a_few_bad_rays_are_ignored_and_many_fail_safe():
    few, many = CLEAR.copy(), CLEAR.copy()
    few[:10] = np.nan
    many[:40] = np.nan
    assert judge(few, ()).kind == CollisionKind.NONE
    assert judge(many, ()).kind == CollisionKind.STALE_SCAN


@pytest.mark.parametrize('bad', [np.full(N_RAYS, np.nan), np.zeros(N_RAYS), np.empty(0)])
def test_a_scan_without_a_single_reading_fails_safe(bad):
    assert judge(bad.astype(np.float32), ()).kind == CollisionKind.STALE_SCAN


@pytest.mark.parametrize(
    ('surface', 'item', 'kind'),
    [
        (Surface.TREAD, 'soil', CollisionKind.NONE),
        (Surface.TREAD, 'rock_1', CollisionKind.NONE),
        (Surface.SIDE, 'soil', CollisionKind.NONE),
        (Surface.SIDE, 'rock_1', CollisionKind.WHEEL_SIDE),
        (Surface.BODY, 'soil', CollisionKind.BODY),
        (Surface.BODY, 'rock_1', CollisionKind.BODY),
    ],
)
def test_what_may_touch_what(surface, item, kind):
    assert judge(CLEAR, (touch(surface, item),)).kind == kind


def test_a_contact_says_more_than_a_near_range():
    verdict = judge(scan(ray_5=0.47), (touch(Surface.TREAD), touch(Surface.BODY)))
    assert verdict.kind == CollisionKind.BODY
    assert verdict.nearest_m == pytest.approx(0.47)
    assert verdict.detail == 'rocker_left touched rock_1'


def test_the_first_contact_of_a_step_wins_over_an_earlier_near_range():
    near = judge(scan(ray_5=0.47), ())
    first = judge(CLEAR, (touch(Surface.SIDE, part='wheel_1'),))
    later = judge(CLEAR, (touch(Surface.BODY),))
    assert verdict_of_step([judge(CLEAR, ()), near, first, later]) == first
    assert verdict_of_step([judge(CLEAR, ()), near]) == near
    assert verdict_of_step([judge(CLEAR, ())]) is None


def test_a_frame_is_judged_row_by_row_over_all_its_scans(frame):
    sensed = frame(*[(0.0, 0.0, 0.0)] * 4)
    sensed.scans_m[1, 0, 20] = 0.47  # seen at the start of the step only
    touches = ((), (), (touch(Surface.BODY),), (touch(Surface.TREAD),))
    sensed = frame(*[(0.0, 0.0, 0.0)] * 4, scans_m=sensed.scans_m, touches=touches)
    kinds = {row: verdict.kind for row, verdict in judge_frame(sensed).items()}
    assert kinds == {1: CollisionKind.LIDAR, 2: CollisionKind.BODY}
