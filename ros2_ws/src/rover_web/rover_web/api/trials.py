"""One driven trial: its fields, its way, its videos and its files."""

from enum import StrEnum
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse
from scorer.database import StoreError
from scorer.replay import ReplayError
from scorer.tables import TrialRow

from rover_web.api.not_found import NOT_FOUND
from rover_web.jobs import Job, Jobs, JobState
from rover_web.leaderboard import League, TrialEntry, to_trial_entry
from rover_web.replay_track import Shown, Track, show_replay
from rover_web.video_job import has_video, make_video, video_file

TRIAL = '/api/evaluations/{evaluation}/trials/{number}'


class ViewName(StrEnum):
    """Where a video is taken from; the views of ``mars_world.views``."""

    FIRST_PERSON = 'first_person'
    CHASE = 'chase'
    TOP = 'top'


def trials_api(league: League, jobs: Jobs) -> APIRouter:
    """Serve the trials of a league."""
    api = APIRouter(tags=['trials'])

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
        path = replay(evaluation, number)
        if not has_video(path, view):
            raise HTTPException(404, f'no video {view} of this trial has been made yet')
        return FileResponse(video_file(path, view), media_type='video/mp4')

    @api.post(f'{TRIAL}/videos/{{view}}', status_code=202, responses=NOT_FOUND)
    def start_video(evaluation: int, number: int, view: ViewName) -> Job:
        """Make a video, in the background; one that is there already is kept."""
        path = replay(evaluation, number)
        if has_video(path, view):
            return Job(state=JobState.DONE, progress=1.0)
        return jobs.start(_name(path, view), make_video, path, str(view))

    @api.get(f'{TRIAL}/videos/{{view}}', responses=NOT_FOUND)
    def video_state(evaluation: int, number: int, view: ViewName) -> Job:
        """Return how far a video is."""
        path = replay(evaluation, number)
        if has_video(path, view):
            return Job(state=JobState.DONE, progress=1.0)
        return jobs.get(_name(path, view))

    return api


def _existing(name: str, kind: str) -> Path:
    path = Path(name)
    if not name or not path.is_file():
        raise HTTPException(404, f'no {kind} was kept of this trial, or it is gone')
    return path


def _name(replay: Path, view: str) -> str:
    return f'{view} video of {replay}'
