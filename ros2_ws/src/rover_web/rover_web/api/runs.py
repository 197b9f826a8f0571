"""Training runs: their list, their files and their reports."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from rover_web.api.not_found import NOT_FOUND
from rover_web.api.run_found import found_or_404
from rover_web.jobs import Job, Jobs
from rover_web.records import Record
from rover_web.report_job import make_report, report_file
from rover_web.runs import Run, RunFile, Runs

# A report is a file that anybody may have put there, so it gets no script and no origin.
REPORT_POLICY = (
    "sandbox allow-popups; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)


class RunDetails(Record):
    """A run with its files."""

    run: Run
    files: tuple[RunFile, ...]
    report: Job
    has_report: bool


def runs_api(runs: Runs, jobs: Jobs) -> APIRouter:
    """Serve the folder of runs."""
    api = APIRouter(tags=['runs'])

    @api.get('/api/runs')
    def list_runs() -> tuple[Run, ...]:
        """Return all runs, the one that changed last first."""
        return runs.newest_first()

    @api.get('/api/runs/{name}', responses=NOT_FOUND)
    def run(name: str) -> RunDetails:
        """Return one run with its files and the state of its report."""
        with found_or_404():
            folder = runs.path(name)
            return RunDetails(
                run=runs.get(name),
                files=runs.files(name),
                report=jobs.get(_report(name)),
                has_report=report_file(folder).exists(),
            )

    @api.post('/api/runs/{name}/report', status_code=202, responses=NOT_FOUND)
    def start_report(name: str) -> Job:
        """Make the report anew, in the background."""
        with found_or_404():
            return jobs.start(_report(name), make_report, runs.path(name))

    @api.get('/api/runs/{name}/report')
    def report_state(name: str) -> Job:
        """Return how far the report is."""
        return jobs.get(_report(name))

    @api.get('/runs/{name}/report', response_class=FileResponse, responses=NOT_FOUND)
    def report(name: str) -> FileResponse:
        """Return the report, one page with everything in it."""
        with found_or_404():
            file = report_file(runs.path(name))
        if not file.is_file():
            raise HTTPException(404, f'run {name} has no report yet')
        return FileResponse(file, headers={'Content-Security-Policy': REPORT_POLICY})

    @api.get('/api/runs/{name}/files/{path:path}', response_class=FileResponse, responses=NOT_FOUND)
    def file(name: str, path: str) -> FileResponse:
        """Return a file of a run."""
        with found_or_404():
            found = runs.file(name, path)
        return FileResponse(found, filename=found.name)

    return api


def _report(name: str) -> str:
    return f'report of {name}'
