"""What happens now: snapshots, their socket, the world and the cameras."""

from fastapi import APIRouter, HTTPException, Response, WebSocket

from rover_web.camera.camera_socket import serve_camera
from rover_web.camera.live_cameras import LIVE_VIEWS, LiveCameras
from rover_web.live_socket import Broadcast
from rover_web.records import Snapshot
from rover_web.state import LiveState
from rover_web.world_map import WorldMap


def live_api(state: LiveState, cameras: LiveCameras, push_period_s: float) -> APIRouter:
    """Serve what ``state`` knows; ``push_period_s``: least time between two messages."""
    api = APIRouter(tags=['live'])
    broadcast = Broadcast(state, push_period_s)

    @api.websocket('/ws')
    async def live(socket: WebSocket) -> None:
        await broadcast.serve(socket)

    @api.websocket('/ws/camera/{view}')
    async def camera(socket: WebSocket, view: str) -> None:
        if view in LIVE_VIEWS:
            await serve_camera(socket, cameras, view)
        else:
            await socket.close()

    @api.get('/api/snapshot')
    def snapshot(since: int = 0) -> Snapshot:
        """What changed after a revision; everything for 0. The socket /ws pushes the same."""
        return state.snapshot(since)

    @api.get('/api/world')
    def world() -> WorldMap | None:
        """Map of the world that is driven in; null before a simulation has answered."""
        return None if state.world is None else state.world.map

    @api.get(
        '/api/world/relief.png',
        response_class=Response,
        responses={200: {'content': {'image/png': {}}}, 404: {'description': 'no world yet'}},
    )
    def relief() -> Response:
        """Grey relief of the ground; /api/world says what it covers."""
        if state.world is None:
            raise HTTPException(404, 'no simulation has answered world/info yet')
        return Response(state.world.relief_png, media_type='image/png')

    return api
