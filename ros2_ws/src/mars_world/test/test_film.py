import numpy as np
import pytest
from mars_world.film import film
from mars_world.map_view import MapView
from mars_world.rover_pose import RecordedDrive, RoverPose
from mars_world.views import open_view

LEVEL = np.array([0.0, 0.0, 0.0, 1.0])


@pytest.fixture
def drive():
    """A drive of 2 m along x in 2 s."""
    return RecordedDrive(
        time_s=np.array([0.0, 2.0]),
        position_map=np.array([[0.0, 0.0, 0.39], [2.0, 0.0, 0.39]]),
        orientation_map=np.array([LEVEL, LEVEL]),
        joint_rad={},
    )


@pytest.mark.pictures
@pytest.mark.parametrize('view', ['first_person', 'chase', 'top'])
def test_a_film_shows_the_drive_in_real_time(flat_world, drive, view):
    wall = {'kind': 'monolith', 'name': 'wall', 'x': 8, 'y': 0, 'size': [0.2, 6, 3]}
    frames = list(
        film(flat_world(objects=(wall,)), drive, view, fps=2.0, width_px=150, height_px=101)
    )
    assert len(frames) == 5
    assert {(frame.shape, frame.dtype) for frame in frames} == {((101, 150, 3), np.dtype('u1'))}
    for before, after in zip(frames, frames[1:], strict=False):
        assert np.abs(before.astype(int) - after).sum() > 100


def test_an_unknown_view_is_refused_with_those_that_exist(flat_world):
    with pytest.raises(ValueError, match="'side'; use one of first_person, chase, top"):
        open_view('side', flat_world(), 60, 40)


def red(picture):
    """Middle of the rover's arrow, row and column; nothing else on the map is red."""
    rows, columns = np.nonzero((picture[:, :, 0] > 150) & (picture[:, :, 1] < 60))
    return rows.mean(), columns.mean()


def test_on_the_map_north_is_up_and_the_rover_leaves_a_trail(flat_world):
    view = MapView(flat_world(), 300, 200)
    poses = [RoverPose(np.array(place), LEVEL, {}) for place in ((0, 0, 0), (10, 5, 0))]
    first, second = (view.picture(pose) for pose in poses)
    (row, column), (later_row, later_column) = red(first), red(second)
    assert later_row < row - 10
    assert later_column > column + 20
    half_way = np.s_[int(0.5 * (row + later_row)) - 4 :, int(0.5 * (column + later_column)) - 4 :]
    assert not np.array_equal(first[half_way][:8, :8], second[half_way][:8, :8])
    view.restart()
    assert np.array_equal(view.picture(poses[0]), first)
