"""Hand in a policy and see how it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field
from scorer.database import StoreError
from scorer.leaderboard import Receipt
from scorer.submission import Submission
from scorer.submission_check import SubmissionError
from scorer.tables import State
from starlette.concurrency import run_in_threadpool

from rover_web.api.not_found import NOT_FOUND
from rover_web.leaderboard import League
from rover_web.league_workers import LeagueWorkers
from rover_web.records import Known, Record
from rover_web.upload import FieldError, Upload, received

# How a refusal begins, and the field of the form that it is about; else it is the policy.
FIELDS = {'the name': 'name', 'the description': 'description', 'reward file': 'reward'}
FORM = {
    'requestBody': {
        'required': True,
        'content': {
            'multipart/form-data': {
                'schema': {
                    'type': 'object',
                    'required': ['name', 'policy'],
                    'properties': {
                        'name': {'type': 'string'},
                        'description': {'type': 'string'},
                        'policy': {'type': 'string', 'format': 'binary'},
                        'reward': {'type': 'string', 'format': 'binary'},
                    },
                }
            }
        },
    }
}


class SubmissionEntry(Record):
    """A submitted policy and how it goes."""

    id: int = Field(description='also that of its evaluation')
    name: str
    description: str
    policy_hash: str = Field(description='sha256 of the ONNX file')
    submitted_at: datetime
    state: State
    message: str = Field(description='place in the queue, progress, best score, or why it failed')
    best: Known = Field(description='best score')
    has_reward: bool
    has_log: bool


class Accepted(Record):
    """What became of a form."""

    submission: SubmissionEntry
    duplicate: bool = Field(description='the same policy was handed in before')
    message: str


class Refused(Record):
    """Why a form was not taken."""

    field: str = Field(description='of the form: name, description, policy, reward or form')
    message: str = Field(description='one sentence')


def submissions_api(league: League, workers: LeagueWorkers) -> APIRouter:
    """Serve and take submissions."""
    api = APIRouter(tags=['submissions'])

    @api.post(
        '/api/submissions',
        status_code=201,
        response_model=Accepted,
        responses={422: {'model': Refused}, 503: {'description': 'no leaderboard'}},
        openapi_extra=FORM,
    )
    async def submit(request: Request) -> Response:
        """Take a policy; it is checked at once and driven for three official trials later."""
        try:
            async with received(request) as upload:
                accepted = await run_in_threadpool(_submit, league, upload)
        except FieldError as error:
            refused = Refused(field=error.field, message=str(error))
            return JSONResponse(refused.model_dump(), 422)
        except StoreError as error:
            raise HTTPException(503, str(error)) from None
        workers.wake()
        return Response(accepted.model_dump_json(), 201, media_type='application/json')

    @api.get('/api/submissions')
    def submissions() -> tuple[SubmissionEntry, ...]:
        """Return what is not driven yet or failed, the newest first."""
        try:
            with league.open() as board:
                return tuple(map(_entry, board.submissions(unfinished=True)))
        except StoreError:
            return ()

    @api.get('/api/submissions/{submission}', responses=NOT_FOUND)
    def submission(submission: int) -> SubmissionEntry:
        """Return how a submission goes."""
        with _found_or_404(league, submission) as found:
            if found.state in (State.QUEUED, State.RUNNING):
                workers.wake()
            return _entry(found)

    @api.get(
        '/api/submissions/{submission}/policy.onnx',
        response_class=FileResponse,
        responses=NOT_FOUND,
    )
    def policy(submission: int) -> FileResponse:
        """Return the policy."""
        with _found_or_404(league, submission) as found:
            return _download(found.policy_file)

    @api.get('/api/submissions/{submission}/log', response_class=FileResponse, responses=NOT_FOUND)
    def log(submission: int) -> FileResponse:
        """Return what the workers wrote."""
        with _found_or_404(league, submission) as found:
            return _download(found.log_file, 'text/plain')

    @api.get(
        '/api/submissions/{submission}/reward.py', response_class=Response, responses=NOT_FOUND
    )
    def reward(submission: int) -> Response:
        """Return the reward function that was handed in with the policy."""
        with _found_or_404(league, submission) as found:
            if not found.reward:
                raise HTTPException(404, f'submission {submission} has no reward file')
            return Response(found.reward, media_type='text/plain; charset=utf-8')

    return api


def _submit(league: League, upload: Upload) -> Accepted:
    """Raise FieldError for what the leaderboard refuses, without the names of our folders."""
    try:
        with league.open(create=True) as board:
            receipt: Receipt = board.submit(
                upload.name, upload.policy, reward=upload.reward, description=upload.description
            )
            return Accepted(
                submission=_entry(receipt.submission),
                duplicate=receipt.duplicate,
                message=receipt.message,
            )
    except SubmissionError as error:
        sentence = str(error)
        for path in (upload.policy, upload.reward):
            sentence = sentence.replace(str(path), path.name if path else '')
        begins = [field for begin, field in FIELDS.items() if sentence.startswith(begin)]
        raise FieldError(begins[0] if begins else 'policy', sentence) from None


def _entry(found: Submission) -> SubmissionEntry:
    names = SubmissionEntry.model_fields.keys() - {'has_reward', 'has_log'}
    return SubmissionEntry(
        **{name: getattr(found, name) for name in names},
        has_reward=bool(found.reward),
        has_log=found.log_file.is_file(),
    )


@contextmanager
def _found_or_404(league: League, number: int) -> Iterator[Submission]:
    try:
        with league.open() as board:
            found = board.submission(number)
    except StoreError as error:
        raise HTTPException(404, str(error)) from None
    yield found


def _download(path: Path, media_type: str | None = None) -> FileResponse:
    if not path.is_file():
        raise HTTPException(404, f'{path.name} is not there')
    return FileResponse(path, filename=path.name, media_type=media_type)
