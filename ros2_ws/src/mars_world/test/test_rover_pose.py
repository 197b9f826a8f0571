import numpy as np
import pytest
from mars_world.rover_pose import RecordedDrive, RoverPose


def turning(angles_rad):
    """Attitudes x y z w about z."""
    zero = np.zeros(len(angles_rad))
    half = 0.5 * np.asarray(angles_rad)
    return np.column_stack([zero, zero, np.sin(half), np.cos(half)])


def recorded(**changes):
    """A drive of 1 m along x in 1 s with a turn by 0.2 rad."""
    columns = {
        'time_s': np.array([5.0, 6.0]),
        'position_map': np.array([[0.0, 0.0, 0.4], [1.0, 0.0, 0.4]]),
        'orientation_map': turning([0.0, 0.2]),
        'joint_rad': {'wheel_front_left_joint': np.array([0.0, 12.0])},
    }
    return RecordedDrive(**(columns | changes))


def test_poses_come_at_the_rate_with_those_between_the_moments():
    poses = list(recorded().poses(4.0))
    assert [pose.position_map[0] for pose in poses] == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])
    assert [pose.joint_rad['wheel_front_left_joint'] for pose in poses] == pytest.approx(
        [0.0, 3.0, 6.0, 9.0, 12.0]
    )
    assert poses[2].orientation_map == pytest.approx(turning([0.1])[0])


def test_a_quaternion_that_changes_its_sign_is_no_turn():
    drive = recorded(orientation_map=turning([0.0, 0.2]) * [[1.0], [-1.0]])
    assert list(drive.poses(2.0))[1].orientation_map == pytest.approx(turning([0.1])[0])


def test_a_single_moment_is_one_pose():
    drive = recorded(
        time_s=np.array([5.0]),
        position_map=np.zeros((1, 3)),
        orientation_map=turning([0.0]),
        joint_rad={},
    )
    assert len(list(drive.poses(30.0))) == 1


@pytest.mark.parametrize(
    'changes',
    [
        {'position_map': np.zeros((3, 3))},
        {'joint_rad': {'steer_front_left_joint': np.zeros(1)}},
        {'time_s': np.zeros(0)},
    ],
)
def test_a_drive_whose_arrays_differ_in_length_is_refused(changes):
    with pytest.raises(ValueError, match='all need the same length'):
        next(recorded(**changes).poses(10.0))


def test_coordinates_have_the_joints_in_the_order_asked_for():
    pose = RoverPose(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 0.0, 1.0]), {'b': 0.5})
    assert pose.coordinates(['a', 'b']).tolist() == [1.0, 2.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.5]
