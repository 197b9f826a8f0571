from math import inf, nan, pi

import numpy as np
import pytest
from mars_world.frame import Surface, Touch
from rover_env.collision import CollisionKind
from rover_env.collision_watch import CollisionWatch, LidarScan, WatchRule

SECOND = 1_000_000_000
ROCK = Touch('rocker_left', 'rock_1', Surface.BODY, 9.0, (0.0, 0.0, 0.0))


def scan(n_rays=181, range_m=inf, half_angle=pi / 2, **changes):
    ranges = np.full(n_rays, range_m, np.float32)
    for ray, value in changes.pop('rays', {}).items():
        ranges[ray] = value
    values = {
        'ranges_m': ranges,
        'angle_min': -half_angle,
        'angle_max': half_angle,
        'angle_increment': 2 * half_angle / max(n_rays - 1, 1),
        'range_min': 0.45,
        'range_max': 4.5,
    }
    return LidarScan(**(values | changes))


def kinds(judged):
    return [(stamp, verdict.kind) for stamp, verdict in judged]


def test_a_scan_is_judged_with_the_contacts_of_its_stamp_in_either_order():
    watch = CollisionWatch(WatchRule())
    assert watch.on_scan(1, scan(), 1) == []
    assert kinds(watch.on_contacts(1, [ROCK], 1)) == [(1, CollisionKind.BODY)]
    assert watch.on_contacts(2, [], 2) == []
    assert kinds(watch.on_scan(2, scan(), 2)) == [(2, CollisionKind.NONE)]


def test_scans_are_judged_in_their_order():
    watch = CollisionWatch(WatchRule())
    watch.on_scan(1, scan(), 1)
    watch.on_scan(2, scan(range_m=0.4), 2)
    assert kinds(watch.on_contacts(1, [], 2)) == [(1, CollisionKind.NONE)]
    assert kinds(watch.on_contacts(2, [], 2)) == [(2, CollisionKind.LIDAR)]


def test_a_scan_whose_contacts_were_lost_fails_safe_and_holds_up_no_other():
    watch = CollisionWatch(WatchRule())
    watch.on_scan(1, scan(), 1)
    watch.on_scan(2, scan(), 2)
    assert kinds(watch.on_contacts(2, [], 2)) == [
        (1, CollisionKind.STALE_SCAN),
        (2, CollisionKind.NONE),
    ]


def test_a_simulation_that_was_started_anew_is_watched_from_its_first_scan():
    watch = CollisionWatch(WatchRule())
    watch.on_scan(100, scan(), 100)
    watch.on_scan(1, scan(), 1)
    assert kinds(watch.on_contacts(1, [], 1)) == [(1, CollisionKind.NONE)]


def test_without_contacts_a_scan_is_judged_at_once():
    watch = CollisionWatch(WatchRule(use_contacts=False))
    assert kinds(watch.on_scan(5, scan(range_m=0.49), 5)) == [(5, CollisionKind.LIDAR)]


def test_a_longer_silence_than_the_timeout_is_stale():
    watch = CollisionWatch(WatchRule(use_contacts=False, scan_timeout_ns=SECOND))
    watch.on_scan(0, scan(), 10 * SECOND)
    assert watch.on_time(11 * SECOND) == []
    late = 11 * SECOND + 1
    assert kinds(watch.on_time(late)) == [(late, CollisionKind.STALE_SCAN)]
    watch.on_scan(1, scan(), 12 * SECOND)
    assert watch.on_time(12 * SECOND) == []


def test_silence_from_the_start_is_stale_too():
    watch = CollisionWatch(WatchRule(scan_timeout_ns=SECOND))
    assert watch.on_time(50 * SECOND) == []
    assert len(watch.on_time(52 * SECOND)) == 1


def test_scans_whose_contacts_never_come_are_stale():
    watch = CollisionWatch(WatchRule(scan_timeout_ns=SECOND))
    watch.on_time(0)
    for tick in range(1, 4):
        watch.on_scan(tick, scan(), tick * SECOND)
    assert kinds(watch.on_time(3 * SECOND)) == [(3 * SECOND, CollisionKind.STALE_SCAN)]


def test_a_clock_that_is_set_back_does_not_stop_the_rover():
    watch = CollisionWatch(WatchRule(use_contacts=False))
    watch.on_scan(0, scan(), 100 * SECOND)
    assert watch.on_time(0) == []


def simulated_watch():
    """A watch on a simulation's clock that has judged a scan and looked at the clock at 0."""
    rule = WatchRule(use_contacts=False, scan_timeout_ns=SECOND, clock_jumps=True)
    watch = CollisionWatch(rule)
    watch.on_scan(0, scan(), 0)
    assert watch.on_time(0) == []
    return watch


def test_a_jump_of_the_clock_at_a_reset_is_no_silence():
    watch = simulated_watch()
    for reset in range(1, 4):
        jumped = 5 * SECOND * reset
        assert watch.on_time(jumped) == []
        watch.on_scan(jumped, scan(), jumped)
        assert watch.on_time(jumped + SECOND // 2) == []


def test_a_scan_that_came_before_the_jump_it_goes_with_counts():
    watch = simulated_watch()
    watch.on_scan(5 * SECOND, scan(), 0)
    assert watch.on_time(5 * SECOND) == []
    assert watch.on_time(5 * SECOND + SECOND // 2) == []


def test_silence_after_a_jump_is_stale():
    watch = simulated_watch()
    assert watch.on_time(5 * SECOND) == []
    assert watch.on_time(6 * SECOND) == []
    assert len(watch.on_time(6 * SECOND + 1)) == 1


def test_a_clock_that_only_jumps_is_stale_from_the_second_jump_on():
    watch = simulated_watch()
    assert watch.on_time(5 * SECOND) == []
    assert len(watch.on_time(10 * SECOND)) == 1
    assert len(watch.on_time(15 * SECOND)) == 1


def test_silence_of_a_simulation_whose_clock_runs_on_is_stale():
    watch = simulated_watch()
    stale = [watch.on_time(tick * SECOND // 3) for tick in range(1, 6)]
    assert [len(judged) for judged in stale] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    'malformed',
    [
        scan(n_rays=0),
        scan(n_rays=100, angle_increment=pi / 180),
        scan(angle_increment=0.0),
        scan(angle_min=nan),
        scan(range_min=5.0),
        scan(range_max=inf),
        scan(range_max=nan),
        scan(range_max=-1.0),
        scan(range_min=nan),
        scan(range_min=-0.1),
        scan(angle_max=inf),
        scan(angle_increment=nan),
        scan(angle_increment=-pi / 180),
    ],
)
def test_a_malformed_scan_fails_safe(malformed):
    watch = CollisionWatch(WatchRule(use_contacts=False))
    assert kinds(watch.on_scan(3, malformed, 3)) == [(3, CollisionKind.STALE_SCAN)]


def test_a_full_circle_is_judged_in_front_only_however_its_angles_are_counted():
    watch = CollisionWatch(WatchRule(use_contacts=False))
    for first in (-pi, 0.0):
        angles = first + np.arange(360) * pi / 180
        behind = int(np.argmin(np.abs(np.cos(angles) + 1.0)))
        ahead = int(np.argmin(np.abs(np.cos(angles) - 1.0)))
        circle = {'n_rays': 360, 'angle_min': first, 'angle_max': first + 2 * pi}
        circle['angle_increment'] = pi / 180
        assert kinds(watch.on_scan(1, scan(rays={behind: 0.3}, **circle), 1)) == [
            (1, CollisionKind.NONE)
        ]
        assert kinds(watch.on_scan(2, scan(rays={ahead: 0.3}, **circle), 2)) == [
            (2, CollisionKind.LIDAR)
        ]


@pytest.mark.parametrize('turned', [-pi / 2, 0.7, pi])
def test_a_lidar_that_is_turned_on_the_rover_is_judged_by_where_the_rover_goes(turned):
    watch = CollisionWatch(WatchRule(use_contacts=False, lidar_yaw_rad=turned))
    circle = {'n_rays': 360, 'angle_min': -pi, 'angle_max': pi, 'angle_increment': pi / 180}
    angles = -pi + np.arange(360) * pi / 180 + turned
    ahead, behind = int(np.argmax(np.cos(angles))), int(np.argmin(np.cos(angles)))
    assert kinds(watch.on_scan(1, scan(rays={behind: 0.3}, **circle), 1)) == [
        (1, CollisionKind.NONE)
    ]
    assert kinds(watch.on_scan(2, scan(rays={ahead: 0.3}, **circle), 2)) == [
        (2, CollisionKind.LIDAR)
    ]


def test_a_lidar_that_turns_clockwise_is_judged_like_any_other():
    watch = CollisionWatch(WatchRule(use_contacts=False, fan_half_angle_rad=0.5))
    clockwise = {'angle_min': pi / 2, 'angle_max': -pi / 2, 'angle_increment': -pi / 180}
    at_minus_25_deg = scan(rays={115: 0.3}, **clockwise)
    at_minus_65_deg = scan(rays={155: 0.3}, **clockwise)
    assert kinds(watch.on_scan(1, at_minus_25_deg, 1)) == [(1, CollisionKind.LIDAR)]
    assert kinds(watch.on_scan(2, at_minus_65_deg, 2)) == [(2, CollisionKind.NONE)]


NEAR, CLEAR = 0.4, inf


@pytest.mark.parametrize(
    ('ranges', 'stops'),
    [
        ([NEAR, NEAR, NEAR, NEAR], [False, False, True, True]),
        ([NEAR, NEAR, CLEAR, NEAR, NEAR, NEAR], [False] * 5 + [True]),
        ([CLEAR, CLEAR], [False, False]),
    ],
)
def test_a_near_range_counts_only_in_as_many_scans_in_a_row_as_asked_for(ranges, stops):
    watch = CollisionWatch(WatchRule(use_contacts=False, near_scans=3))
    judged = [watch.on_scan(k, scan(range_m=range_m), k)[0][1] for k, range_m in enumerate(ranges)]
    assert [verdict.kind == CollisionKind.LIDAR for verdict in judged] == stops
    assert [verdict.nearest_m == pytest.approx(NEAR) for verdict in judged] == [
        range_m == NEAR for range_m in ranges
    ]


def test_a_contact_stops_at_once_and_a_bad_scan_does_not_end_a_row():
    watch = CollisionWatch(WatchRule(near_scans=2))

    def kind_of(stamp, one_scan, touches=()):
        watch.on_contacts(stamp, touches, stamp)
        return watch.on_scan(stamp, one_scan, stamp)[0][1].kind

    assert kind_of(1, scan(), [ROCK]) == CollisionKind.BODY
    assert kind_of(2, scan(range_m=NEAR)) == CollisionKind.NONE
    assert kind_of(3, scan(n_rays=0)) == CollisionKind.STALE_SCAN
    assert kind_of(4, scan(range_m=NEAR)) == CollisionKind.LIDAR


def test_a_longer_ranged_lidar_reports_what_is_far():
    watch = CollisionWatch(WatchRule(use_contacts=False))
    ((_, verdict),) = watch.on_scan(1, scan(rays={90: 9.0}, range_max=12.0), 1)
    assert verdict.nearest_m == 9.0
