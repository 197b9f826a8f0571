"""A browser at the other end of a socket."""

from fastapi import WebSocket


async def wait_until_gone(socket: WebSocket) -> None:
    """Return when the viewer has closed the page; what it says is ignored."""
    while (await socket.receive())['type'] != 'websocket.disconnect':
        pass
