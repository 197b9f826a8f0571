"""One driven trial: its fields, its way, its videos and its files."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse
from mars_world.view_name import ViewName
from scorer.database import StoreError
from scorer.replay import ReplayError
from scorer.tables import TrialRow

from rover_web.api.not_found import NOT_FOUND
from rover_web.jobs import Job, Jobs
from rover_web.leaderboard import League, TrialEntry, to_trial_entry
from rover_web.replay_track import Shown, Track, show_replay
from rover_web.trial_video import make_trial_video, trial_video
from rover_web.video_work import VideoWork

TRIAL = '/api/evaluations/{evaluation}/trials/{number}'


def trials_api(league: League, jobs: Jobs) -> APIRouter:
    """Serve the trials of a league."""
    api, videos = APIRouter(tags=['trials']), VideoWork(jobs)

    def row(evaluation: int, number: int) -> TrialRow:
        try:
            return league.trial(evaluation, number)
        except StoreError as error:
            raise HTTPException(404, str(error)) from None

    def replay(evaluation: int, number: int) -> Path:
        return _existing(row(evaluation, number).replay, 'replay')

    @api.get(TRIAL, responses=NOT_FOUND)
    def trial(evaluation: int, number: int) -> TrialEntry:
        """Return what a trial came to."""
        return to_trial_entry(row(evaluation, number))

    def shown(evaluation: int, number: int) -> Shown:
        path = replay(evaluation, number)
        try:
            return show_replay(path, path.stat().st_mtime_ns)
        except ReplayError as error:
            raise HTTPException(404, str(error)) from None

    @api.get(f'{TRIAL}/track', response_model=Track, responses=NOT_FOUND)
    def track(evaluation: int, number: int) -> Response:
        """Return the way of the rover and each of its steps."""
        return Response(shown(evaluation, number).track_json, media_type='application/json')

    @api.get(
        f'{TRIAL}/relief.png',
        response_class=Response,
        responses={200: {'content': {'image/png': {}}}, **NOT_FOUND},
    )
    def relief(evaluation: int, number: int) -> Response:
        """Grey relief of the ground; the track's world says what it covers."""
        return Response(shown(evaluation, number).relief_png, media_type='image/png')

    @api.get(f'{TRIAL}/replay.mcap', response_class=FileResponse, responses=NOT_FOUND)
    def mcap(evaluation: int, number: int) -> FileResponse:
        """Return the replay as MCAP, with all sensor data; Foxglove plays it."""
        path = replay(evaluation, number)
        return FileResponse(path, filename=path.name)

    @api.get(f'{TRIAL}/log', response_class=FileResponse, responses=NOT_FOUND)
    def log(evaluation: int, number: int) -> FileResponse:
        """Return what was written down while the trial was driven."""
        path = _existing(row(evaluation, number).log, 'log')
        return FileResponse(path, filename=path.name, media_type='text/plain')

    @api.get(f'{TRIAL}/videos/{{view}}.mp4', response_class=FileResponse, responses=NOT_FOUND)
    def video(evaluation: int, number: int, view: ViewName) -> FileResponse:
        """Return a video that has been made."""
        return videos.reply(trial_video(replay(evaluation, number), view))

    @api.post(f'{TRIAL}/videos/{{view}}', status_code=202, responses=NOT_FOUND)
    def start_video(evaluation: int, number: int, view: ViewName) -> Job:
        """Make a video, in the background; one that is there already is kept."""
        path = replay(evaluation, number)
        return videos.start(trial_video(path, view), make_trial_video, path, str(view))

    @api.get(f'{TRIAL}/videos/{{view}}', responses=NOT_FOUND)
    def video_state(evaluation: int, number: int, view: ViewName) -> Job:
        """Return how far a video is."""
        return videos.state(trial_video(replay(evaluation, number), view))

    return api


def _existing(name: str, kind: str) -> Path:
    path = Path(name)
    if not name or not path.is_file():
        raise HTTPException(404, f'no {kind} was kept of this trial, or it is gone')
    return path
