"""Videos of the episodes of a run."""

from fastapi import APIRouter
from fastapi.responses import FileResponse
from mars_world.view_name import ViewName

from rover_web.api.not_found import NOT_FOUND
from rover_web.api.run_found import found_or_404
from rover_web.episode_video import episode_video, make_episode_video
from rover_web.jobs import Job, Jobs
from rover_web.runs import Runs
from rover_web.video import Video
from rover_web.video_work import VideoWork

VIDEOS = '/api/runs/{name}/episodes/{episode}/videos'


def run_videos_api(runs: Runs, jobs: Jobs) -> APIRouter:
    """Serve films of the episodes whose steps were recorded."""
    api, videos = APIRouter(tags=['runs']), VideoWork(jobs)

    def asked(name: str, episode: int, view: str) -> Video:
        with found_or_404():
            return episode_video(runs.path(name), episode, view)

    @api.get(f'{VIDEOS}/{{view}}.mp4', response_class=FileResponse, responses=NOT_FOUND)
    def video(name: str, episode: int, view: ViewName) -> FileResponse:
        """Return a video that has been made."""
        return videos.reply(asked(name, episode, view))

    @api.post(f'{VIDEOS}/{{view}}', status_code=202, responses=NOT_FOUND)
    def start_video(name: str, episode: int, view: ViewName) -> Job:
        """Make a video, in the background; one that is there already is kept."""
        wanted = asked(name, episode, view)
        return videos.start(wanted, make_episode_video, runs.path(name), episode, str(view))

    @api.get(f'{VIDEOS}/{{view}}', responses=NOT_FOUND)
    def video_state(name: str, episode: int, view: ViewName) -> Job:
        """Return how far a video is."""
        return videos.state(asked(name, episode, view))

    return api
