import json
import subprocess
import sys

import pytest
from mars_world import physics
from rover_description import load_rover
from rover_env import spec


def test_slots_fill_the_observation_without_gaps():
    stops = [slot.stop for slot in spec.OBSERVATION]
    assert [slot.start for slot in spec.OBSERVATION] == [0, *stops[:-1]]
    assert stops[-1] == spec.OBSERVATION_SIZE


def test_every_slot_has_a_range_and_a_description():
    for slot in spec.OBSERVATION:
        assert slot.low < slot.high
        assert slot.unit and slot.description


def test_left_turns_left_and_right_turns_right():
    names = {name: spec.to_twist(index)[1] for index, name in enumerate(spec.ACTION_NAMES)}
    assert names['left'] > 0.0 > names['right']
    assert names['left'] == -names['right']
    assert names['straight'] == 0.0


@pytest.mark.parametrize('action', [7, -1, 3])
def test_an_action_that_does_not_exist_is_named_with_those_that_do(action):
    with pytest.raises(spec.InvalidActionError, match=f'{action}.*0 left, 1 right, 2 straight'):
        spec.to_twist(action)


def test_actions_command_what_the_rover_can_drive():
    rover = load_rover()
    assert rover.drive.speed_mps == spec.DRIVE_SPEED_MPS
    assert rover.turn_radius_m == pytest.approx(spec.TURN_RADIUS_M, abs=1e-3)


def test_a_step_is_as_long_in_the_layout_as_in_the_physics():
    assert physics.STEP_PERIOD_S == spec.STEP_PERIOD_S


def test_the_lidar_of_the_layout_is_that_of_the_rover():
    lidar = load_rover().sensors.lidar
    assert (lidar.n_rays, lidar.range_max_m) == (spec.N_RAYS, spec.LIDAR_RANGE_M)
    assert spec.N_RAYS % spec.N_SECTORS == 0


def test_the_checksum_follows_from_the_json_alone():
    content = json.loads(spec.spec_json())
    assert len(content['observation']) == len(spec.OBSERVATION)
    assert content['observation'][0]['name'] == 'scan_sectors'
    again = json.dumps(content, sort_keys=True, separators=(',', ':'))
    assert again == spec.spec_json()
    assert len(spec.spec_checksum()) == 64


def test_the_layout_is_the_one_that_shipped_policies_were_trained_with():
    shipped = '0640ddeb441c4b1395ae108b1832112499330c2a99bcc4e5b66f234b31ca48d9'
    assert spec.spec_checksum() == shipped, 'a changed layout needs a new SPEC_VERSION and policies'


def test_spec_and_observation_load_no_physics_and_no_torch():
    code = (
        'import sys, rover_env.spec, rover_env.observation, rover_env.task\n'
        'heavy = {"mujoco", "torch", "numba", "scipy", "rclpy"} & set(sys.modules)\n'
        'sys.exit(", ".join(heavy) or 0)'
    )
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
