"""Send the frames of a live camera to one viewer."""

import asyncio
from contextlib import aclosing, suppress

from fastapi import WebSocket, WebSocketDisconnect

from rover_web.camera.live_cameras import LiveCameras
from rover_web.viewer import wait_until_gone


async def serve_camera(socket: WebSocket, cameras: LiveCameras, view: str) -> None:
    """Send JPEGs as binary messages, and sentences as text, until the viewer goes."""
    await socket.accept()
    sending = asyncio.create_task(_send(socket, cameras, view))
    gone = asyncio.create_task(wait_until_gone(socket))
    await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in (sending, gone):
        task.cancel()
    await asyncio.gather(sending, gone, return_exceptions=True)


async def _send(socket: WebSocket, cameras: LiveCameras, view: str) -> None:
    with suppress(WebSocketDisconnect):
        async with aclosing(cameras.frames(view)) as frames:
            async for frame in frames:
                if isinstance(frame, bytes):
                    await socket.send_bytes(frame)
                else:
                    await socket.send_text(frame)
