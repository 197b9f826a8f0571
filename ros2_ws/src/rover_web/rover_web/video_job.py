"""Make the video of a trial from its replay, in a process that is not the server's."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from scorer.replay import read_replay

from rover_web.jobs import Tell

Frame = TypeVar('Frame')

FPS = 10.0


def video_file(replay: Path, view: str) -> Path:
    """Return where the video of a replay is kept, or will be."""
    return replay.with_name(f'{replay.stem}.{view}.mp4')


def has_video(replay: Path, view: str) -> bool:
    """Tell whether there is a video that is not older than its replay."""
    file = video_file(replay, view)
    return file.is_file() and file.stat().st_mtime_ns >= replay.stat().st_mtime_ns


def make_video(replay: Path, view: str, tell: Tell) -> None:
    """Write the video in real time, 10 frames a second; one view of ``mars_world.views``.

    What renders and encodes is imported in this process alone.
    """
    from mars_world.film import film
    from mars_world.video import write_video

    recorded = read_replay(replay)
    duration_s = float(recorded.drive.time_s[-1] - recorded.drive.time_s[0])
    frames = film(recorded.world(), recorded.drive, view, fps=FPS)
    write_video(video_file(replay, view), _told(frames, duration_s * FPS + 1, tell), FPS)


def _told(frames: Iterator[Frame], n_frames: float, tell: Tell) -> Iterator[Frame]:
    for number, frame in enumerate(frames):
        tell(min(number / n_frames, 1.0))
        yield frame
