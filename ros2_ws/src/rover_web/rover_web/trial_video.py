"""The video of a trial, made from its replay in a process that is not the server's."""

from pathlib import Path

from scorer.replay import read_replay

from rover_web.jobs import Tell
from rover_web.video import Video


def trial_video(replay: Path, view: str) -> Video:
    """Return the video of a replay, which lies beside it."""
    return Video(replay.with_name(f'{replay.stem}.{view}.mp4'), replay)


def make_trial_video(replay: Path, view: str, tell: Tell) -> None:
    """Write it; raises ReplayError, CameraError."""
    recorded = read_replay(replay)
    trial_video(replay, view).write(recorded.world(), recorded.drive, view, tell)
