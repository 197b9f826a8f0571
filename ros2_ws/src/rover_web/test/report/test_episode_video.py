"""Films of recorded episodes."""

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from mars_world.film import HEIGHT_PX, WIDTH_PX
from mars_world.map_view import MapView
from mars_world.world import load_world
from policy_trainer.run_folder import RunError
from rover_env.attitude import roll_pitch_rad, yaw_rad
from rover_web.episode_video import episode_video, make_episode_video
from rover_web.report.columns import Columns, NothingToDrawError
from rover_web.report.episode_drive import episode_drive
from rover_web.report.run import Run
from rover_web.report.step_blocks import read_episode


def _shortest(run: Run, at_least: int) -> Columns:
    """The steps of the shortest recorded episode that has so many."""
    numbers, counts = np.unique(run.steps.number('episode'), return_counts=True)
    enough = counts >= at_least
    return read_episode(run.folder.steps, int(numbers[enough][counts[enough].argmin()]))


def _frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format='rgb24') for frame in file.decode(video=0)]


def _quiet(share: float) -> None:
    assert 0.0 <= share <= 1.0


def test_the_drive_of_an_episode_stands_as_its_steps_say(run: Run) -> None:
    steps = _shortest(run, 20)
    drive = episode_drive(steps)
    roll, pitch = roll_pitch_rad(drive.orientation_map)
    np.testing.assert_allclose(drive.position_map[:, 2], steps.number('z'))
    np.testing.assert_allclose(roll, steps.number('roll'), atol=1e-6)
    np.testing.assert_allclose(pitch, steps.number('pitch'), atol=1e-6)
    turn = np.cos(yaw_rad(drive.orientation_map) - steps.number('yaw'))
    np.testing.assert_allclose(turn, 1.0, atol=1e-6)
    assert drive.time_s[-1] - drive.time_s[0] == pytest.approx(0.3 * (len(steps) - 1))


def test_corners_turn_as_told_and_wheels_roll_on(run: Run) -> None:
    steps = _shortest(run, 20)
    joints = episode_drive(steps).joint_rad
    front, rear = joints['steer_front_left_joint'], joints['steer_rear_left_joint']
    np.testing.assert_array_equal(np.sign(front), np.sign(steps.number('steering')))
    np.testing.assert_allclose(front, -rear)
    assert (np.diff(joints['wheel_middle_left_joint']) > 0.0).all()


def test_a_film_lasts_as_long_as_its_episode_and_never_stands_still(run_copy: Run) -> None:
    steps = _shortest(run_copy, 5)
    number = int(steps.number('episode')[0])
    make_episode_video(run_copy.folder.path, number, 'chase', _quiet)
    video = episode_video(run_copy.folder.path, number, 'chase')
    assert video.is_made
    frames = _frames(video.file)
    assert len(frames) == 3 * (len(steps) - 1) + 1
    pairs = zip(frames, frames[1:], strict=False)
    assert all(np.abs(before.astype(int) - after).mean() > 0.2 for before, after in pairs)


def test_an_episode_is_filmed_in_the_world_that_it_drove_in(run_elsewhere: Run) -> None:
    folder, steps = run_elsewhere.folder, _shortest(run_elsewhere, 5)
    number = int(steps.number('episode')[0])
    make_episode_video(folder.path, number, 'top', _quiet)
    first = _frames(episode_video(folder.path, number, 'top').file)[0]
    pose = next(episode_drive(steps).poses(10.0))
    shown = MapView(load_world('training_grounds'), WIDTH_PX, HEIGHT_PX).picture(pose)
    assert np.abs(first.astype(int) - shown).mean() < 6.0
    folder.config.write_text(folder.config.read_text().replace('[training_grounds]', '[]'))
    with pytest.raises(RunError, match="drove in 'training_grounds'; run tiny knows mars only"):
        make_episode_video(folder.path, number, 'top', _quiet)


def test_a_video_is_made_anew_after_more_was_recorded(run_copy: Run) -> None:
    video = episode_video(run_copy.folder.path, 0, 'top')
    video.file.parent.mkdir()
    video.file.write_bytes(b'film')
    recorded_ns = run_copy.folder.steps.stat().st_mtime_ns
    os.utime(video.file, ns=(recorded_ns, recorded_ns))
    assert video.is_made
    (run_copy.folder.steps / 'block-99999.parquet').touch()
    assert not video.is_made


def test_an_episode_without_steps_is_named(run: Run) -> None:
    with pytest.raises(NothingToDrawError, match='no steps of episode 987654'):
        make_episode_video(run.folder.path, 987654, 'top', _quiet)


def test_the_command_films_an_episode_of_one_run(
    run_copy: Run, report_command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    path, number = str(run_copy.folder.path), str(int(_shortest(run_copy, 5).number('episode')[0]))
    assert report_command(path, '--video', number, '--view', 'top') == 0
    video = Path(capsys.readouterr().out.strip())
    assert video.name == f'episode_{number}.top.mp4'
    assert len(_frames(video)) > 1
    assert report_command(path, path, '--video', number) == 1
    assert 'of one run, not of 2' in capsys.readouterr().err
    assert report_command(path, '--video', '987654') == 1
    assert 'no steps of episode 987654' in capsys.readouterr().err
