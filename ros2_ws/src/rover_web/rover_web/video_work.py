"""Videos as the server makes them: on the first request, in the background, and kept."""

from collections.abc import Callable

from fastapi import HTTPException
from fastapi.responses import FileResponse

from rover_web.jobs import Job, Jobs, JobState
from rover_web.video import Video


class VideoWork:
    """Answers about videos."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def start(self, video: Video, make: Callable[..., None], *args: object) -> Job:
        """Make a video with ``make(*args, tell)``; one that is there already is kept."""
        if video.is_made:
            return Job(state=JobState.DONE, progress=1.0)
        return self._jobs.start(_name(video), make, *args)

    def state(self, video: Video) -> Job:
        """Return how far a video is."""
        if video.is_made:
            return Job(state=JobState.DONE, progress=1.0)
        return self._jobs.get(_name(video))

    def reply(self, video: Video) -> FileResponse:
        """Return the file; 404 while there is none."""
        if not video.is_made:
            raise HTTPException(404, f'{video.file.name} has not been made yet')
        return FileResponse(video.file, media_type='video/mp4')


def _name(video: Video) -> str:
    return f'video {video.file}'
