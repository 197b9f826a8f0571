"""Push what changed to one viewer, a few times per second at most."""

import asyncio
from urllib.parse import urlsplit

from fastapi import WebSocket, WebSocketDisconnect, status

from rover_web.state import LiveState


async def serve_viewer(socket: WebSocket, state: LiveState, period_s: float) -> None:
    """Send snapshots until the viewer goes; the first one holds everything."""
    if not _is_own_page(socket):
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    await socket.accept()
    gone = asyncio.create_task(_wait_until_gone(socket))
    sent = 0
    try:
        while not gone.done():
            if state.revision != sent:
                snapshot = state.snapshot(since=sent)
                await socket.send_text(snapshot.model_dump_json())
                sent = snapshot.revision
            await asyncio.wait({gone}, timeout=period_s)
    except WebSocketDisconnect:
        pass
    finally:
        gone.cancel()


def _is_own_page(socket: WebSocket) -> bool:
    """Refuse pages of other sites: browsers let any page open a socket to localhost."""
    origin = socket.headers.get('origin')
    return origin is None or urlsplit(origin).netloc == socket.headers.get('host')


async def _wait_until_gone(socket: WebSocket) -> None:
    while (await socket.receive())['type'] != 'websocket.disconnect':
        pass
