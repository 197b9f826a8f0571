"""The web application: pages, JSON API and the sockets of the live page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from rover_web.api.leaderboard import leaderboard_api
from rover_web.api.live import live_api
from rover_web.api.run_videos import run_videos_api
from rover_web.api.runs import runs_api
from rover_web.api.submissions import submissions_api
from rover_web.api.trials import trials_api
from rover_web.camera.live_cameras import LiveCameras
from rover_web.jobs import Jobs
from rover_web.leaderboard import League
from rover_web.league_workers import LeagueWorkers
from rover_web.pages import add_pages
from rover_web.runs import Runs
from rover_web.security import Security
from rover_web.state import LiveState


@dataclass(frozen=True)
class Sources:
    """Where the pages get what they show.

    store: the scorer's leaderboard, empty for none. runs: the folder of runs.
    workers: processes for submissions, 0 for none. names: hosts to answer to, None for any.
    """

    state: LiveState = field(default_factory=LiveState)
    store: str = ''
    runs: Path = Path('runs')
    workers: int = 0
    names: tuple[str, ...] | None = None
    push_period_s: float = 0.2
    camera_rate_hz: float = 5.0


def create_app(sources: Sources, cameras: LiveCameras | None = None) -> FastAPI:
    """Serve what the sources know; ``cameras``: of the rover that is live."""
    cameras = cameras or LiveCameras(sources.camera_rate_hz)
    league, runs, jobs = League(sources.store), Runs(sources.runs), Jobs()
    workers = LeagueWorkers(sources.store, sources.workers)

    @asynccontextmanager
    async def stop_at_the_end(_: FastAPI) -> AsyncIterator[None]:
        yield
        for part in (cameras, jobs, workers):
            await run_in_threadpool(part.stop)

    # The usual documentation pages load scripts from other addresses.
    app = FastAPI(
        title='Jezero',
        description='Live state, runs and leaderboard of a Mars rover. SI units, map frame.',
        openapi_url='/api/openapi.json',
        docs_url=None,
        redoc_url=None,
        lifespan=stop_at_the_end,
    )
    app.add_middleware(Security, names=sources.names)
    add_pages(app)
    app.include_router(live_api(sources.state, cameras, sources.push_period_s))
    app.include_router(leaderboard_api(league))
    app.include_router(trials_api(league, jobs))
    app.include_router(submissions_api(league, workers))
    app.include_router(runs_api(runs, jobs))
    app.include_router(run_videos_api(runs, jobs))
    return app
