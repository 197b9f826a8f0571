"""A video of a recorded drive: where it is kept, whether it is up to date, how it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mars_world.rover_pose import RecordedDrive
from mars_world.world import World

from rover_web.jobs import Tell

Frame = TypeVar('Frame')

FPS = 10.0


@dataclass(frozen=True)
class Video:
    """file: the MP4, there or to be made. source: file or folder that it is made from."""

    file: Path
    source: Path

    @property
    def is_made(self) -> bool:
        """Whether it is there, and not older than what it is made from, if that is still kept."""
        if not (self.file.is_file() and self.source.exists()):
            return self.file.is_file()
        return self.file.stat().st_mtime_ns >= self.source.stat().st_mtime_ns

    def write(self, world: World, drive: RecordedDrive, view: str, tell: Tell) -> None:
        """Film a drive in real time, 10 frames a second; one view of ``mars_world.views``.

        tell: called with the share of the frames that are made, 0..1.

        Raises:
            CameraError: there is no OpenGL to render with.
        """
        # What renders and encodes is imported where a video is made alone.
        from mars_world.film import film
        from mars_world.video import write_video

        duration_s = float(drive.time_s[-1] - drive.time_s[0])
        frames = film(world, drive, view, fps=FPS)
        self.file.parent.mkdir(exist_ok=True)
        write_video(self.file, _told(frames, duration_s * FPS + 1, tell), FPS)


def _told(frames: Iterator[Frame], n_frames: float, tell: Tell) -> Iterator[Frame]:
    for number, frame in enumerate(frames):
        tell(min(number / n_frames, 1.0))
        yield frame
