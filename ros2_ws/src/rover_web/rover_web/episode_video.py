"""The video of an episode of a run, in training or in a test, from its recorded steps."""

from pathlib import Path

from policy_trainer.run_folder import RunFolder

from rover_web.jobs import Tell
from rover_web.video import Video


def episode_video(run: Path, episode: int, view: str) -> Video:
    """Return the video of an episode, which lies in the folder of its run."""
    file = run / 'videos' / f'episode_{episode}.{view}.mp4'
    return Video(file, RunFolder(run).steps)


def make_episode_video(run: Path, episode: int, view: str, tell: Tell) -> None:
    """Write it, in the world that the episode drove in.

    Raises:
        NothingToDrawError: no steps of the episode were recorded.
        RunError: its world is none of the run's.
        WorldError, ConfigError: the world cannot be built, or the run has no configuration.
        CameraError: there is no OpenGL to render with.
    """
    # Figures, which the server does without, are imported where a video is made.
    from rover_web.report.episode_drive import episode_drive
    from rover_web.report.episode_world import load_episode_world
    from rover_web.report.step_blocks import read_episode

    folder = RunFolder(run)
    steps = read_episode(folder.steps, episode)
    world = load_episode_world(folder, steps.text('world')[0])
    episode_video(run, episode, view).write(world, episode_drive(steps), view, tell)
