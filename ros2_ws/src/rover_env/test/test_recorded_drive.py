"""A recorded near miss and a recorded hit are judged as they were when they were recorded."""

from collections import defaultdict
from math import inf, pi
from pathlib import Path

import numpy as np
import pytest
from mars_world.frame import Surface, Touch
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory
from rover_env.collision import CollisionKind
from rover_env.collision_watch import CollisionWatch, LidarScan, WatchRule

RECORDING = Path(__file__).parent / 'data' / 'near_miss_and_hit.mcap'
HIT_BEGINS_NS = 60 * 10**9


@pytest.fixture(scope='module')
def recorded():
    """Messages by topic and stamp."""
    messages = defaultdict(dict)
    with RECORDING.open('rb') as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        for _, channel, message, decoded in reader.iter_decoded_messages():
            messages[channel.topic][message.log_time] = decoded
    return messages


def judge(recorded, rule):
    """Verdicts of a watch by stamp."""
    watch, judged = CollisionWatch(rule), {}
    for stamp_ns, scan in recorded['/scan'].items():
        touches = [
            Touch(one.part, one.object, Surface(one.surface), one.force, (0.0, 0.0, 0.0))
            for one in recorded['/contacts'][stamp_ns].contacts
        ]
        judged |= dict(watch.on_contacts(stamp_ns, touches, stamp_ns))
        judged |= dict(watch.on_scan(stamp_ns, to_lidar_scan(scan), stamp_ns))
    return judged


def to_lidar_scan(scan):
    return LidarScan(
        np.asarray(scan.ranges, np.float32),
        scan.angle_min, scan.angle_max, scan.angle_increment, scan.range_min, scan.range_max,
    )  # fmt: skip


def of_hit(judged):
    return [verdict for stamp_ns, verdict in judged.items() if stamp_ns > HIT_BEGINS_NS]


def test_every_scan_gets_the_recorded_verdict(recorded):
    judged = judge(recorded, WatchRule())
    told = {
        stamp_ns: (state.kind, state.part, state.object, pytest.approx(state.nearest_range))
        for stamp_ns, state in recorded['/collision'].items()
    }
    assert {
        stamp_ns: (verdict.kind, verdict.part, verdict.object, verdict.nearest_m)
        for stamp_ns, verdict in judged.items()
    } == told


def test_the_near_miss_stops_nobody_and_is_near(recorded):
    passed = {
        stamp_ns: verdict
        for stamp_ns, verdict in judge(recorded, WatchRule()).items()
        if stamp_ns < HIT_BEGINS_NS
    }
    assert {verdict.kind for verdict in passed.values()} == {CollisionKind.NONE}
    assert 0.49 < min(verdict.nearest_m for verdict in passed.values()) < 0.7


def test_the_lidar_tells_of_the_rock_before_the_rover_touches_it(recorded):
    kinds = [verdict.kind for verdict in of_hit(judge(recorded, WatchRule()))]
    near, touched = kinds.index(CollisionKind.LIDAR), kinds.index(CollisionKind.BODY)
    assert 0 < near < touched


def test_a_debounced_watch_tells_of_the_rock_as_many_scans_later(recorded):
    at_once, later = (
        [verdict.kind for verdict in of_hit(judge(recorded, WatchRule(near_scans=n)))]
        for n in (1, 3)
    )
    assert later.index(CollisionKind.LIDAR) == at_once.index(CollisionKind.LIDAR) + 2


def test_the_same_drive_seen_by_a_lidar_that_looks_back_and_turns_clockwise_is_judged_alike(
    recorded,
):
    rule = WatchRule(use_contacts=False)
    turned = WatchRule(use_contacts=False, lidar_yaw_rad=pi)
    forward, backward = CollisionWatch(rule), CollisionWatch(turned)
    for stamp_ns, message in recorded['/scan'].items():
        scan = to_lidar_scan(message)
        rear = np.full(len(scan.ranges_m), inf, np.float32)
        circle = LidarScan(
            np.concatenate([scan.ranges_m, rear])[::-1],
            angle_min=scan.angle_min + pi + 2 * pi,
            angle_max=scan.angle_min + pi + scan.angle_increment,
            angle_increment=-scan.angle_increment,
            range_min=scan.range_min,
            range_max=scan.range_max,
        )
        assert backward.on_scan(stamp_ns, circle, stamp_ns) == forward.on_scan(
            stamp_ns, scan, stamp_ns
        )
