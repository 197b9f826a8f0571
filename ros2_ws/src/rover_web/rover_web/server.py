"""The web application: pages, JSON API and the socket of the live page."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from rover_web.leaderboard import Board, Leaderboard
from rover_web.live_socket import Broadcast
from rover_web.records import Snapshot
from rover_web.state import LiveState
from rover_web.world_map import WorldMap

STATIC_DIR = Path(__file__).with_name('static')
HEADERS = {
    # Nothing may come from other addresses; the icon is an empty data address.
    'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
}


def create_app(
    state: LiveState, leaderboard: Leaderboard, *, push_period_s: float = 0.2
) -> FastAPI:
    """Serve what ``state`` and ``leaderboard`` know.

    push_period_s: shortest wall time between two messages to a viewer.
    """
    # The usual documentation pages load scripts from other addresses.
    app = FastAPI(title='Jezero', openapi_url='/api/openapi.json', docs_url=None, redoc_url=None)
    app.middleware('http')(_add_headers)
    _add_pages(app)
    _add_api(app, state, leaderboard)

    broadcast = Broadcast(state, push_period_s)

    @app.websocket('/ws')
    async def live(socket: WebSocket) -> None:
        await broadcast.serve(socket)

    return app


def _add_pages(app: FastAPI) -> None:
    @app.get('/', include_in_schema=False)
    @app.get('/leaderboard', include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(STATIC_DIR / 'index.html')

    app.mount('/static', StaticFiles(directory=STATIC_DIR))


def _add_api(app: FastAPI, state: LiveState, leaderboard: Leaderboard) -> None:
    @app.get('/api/snapshot')
    def snapshot(since: int = 0) -> Snapshot:
        """What changed after a revision; everything for 0. The socket /ws pushes the same."""
        return state.snapshot(since)

    @app.get('/api/world')
    def world() -> WorldMap | None:
        """Map of the world that is driven in; null before a simulation has answered."""
        return None if state.world is None else state.world.map

    @app.get(
        '/api/world/relief.png',
        response_class=Response,
        responses={200: {'content': {'image/png': {}}}, 404: {'description': 'no world yet'}},
    )
    def relief() -> Response:
        """Grey relief of the ground; /api/world says what it covers."""
        if state.world is None:
            raise HTTPException(404, 'no simulation has answered world/info yet')
        return Response(state.world.relief_png, media_type='image/png')

    @app.get('/api/leaderboard')
    def board(world: str = '', official_only: bool = False) -> Board:
        """Return driven policies, the best trial first."""
        return leaderboard.read(world=world, official_only=official_only)


async def _add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response
