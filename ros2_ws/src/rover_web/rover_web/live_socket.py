"""Push what changed to every viewer: turned into text once, however many there are."""

import asyncio
from contextlib import suppress

from fastapi import WebSocket, WebSocketDisconnect, status

from rover_web.state import LiveState
from rover_web.viewer import wait_until_gone

# Messages; a viewer that lags further behind is dropped, and gets all anew when it returns.
MAX_WAITING = 8
CLOSE_TIMEOUT_S = 1.0


class _Viewer:
    """One browser and the messages that wait for it."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)
        self._dropped = asyncio.Event()

    def put(self, text: str) -> bool:
        """Queue a message; False when the viewer is too slow, which drops it."""
        if self._waiting.full():
            self._dropped.set()
            return False
        self._waiting.put_nowait(text)
        return True

    async def serve(self, socket: WebSocket) -> None:
        """Send what is queued until the viewer goes or is dropped."""
        tasks = {
            asyncio.create_task(work)
            for work in (self._send(socket), wait_until_gone(socket), self._dropped.wait())
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._dropped.is_set():
            with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
                closing = socket.close(status.WS_1013_TRY_AGAIN_LATER)
                await asyncio.wait_for(closing, CLOSE_TIMEOUT_S)

    async def _send(self, socket: WebSocket) -> None:
        with suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await self._waiting.get())


class Broadcast:
    """The viewers of one state; all methods belong to the server's event loop."""

    def __init__(self, state: LiveState, period_s: float) -> None:
        """Look for changes every ``period_s`` seconds, while there are viewers."""
        self._state = state
        self._period_s = period_s
        self._sent = 0
        self._newcomers: list[_Viewer] = []
        self._viewers: list[_Viewer] = []
        self._task: asyncio.Task[None] | None = None

    async def serve(self, socket: WebSocket) -> None:
        """Send snapshots until the viewer goes; the first one holds everything."""
        await socket.accept()
        viewer = _Viewer()
        self._newcomers.append(viewer)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._push_while_watched())
        try:
            await viewer.serve(socket)
        finally:
            for group in (self._newcomers, self._viewers):
                if viewer in group:
                    group.remove(viewer)

    async def _push_while_watched(self) -> None:
        self._state.watched = True
        while self._newcomers or self._viewers:
            if self._newcomers or self._state.revision != self._sent:
                self._push()
            await asyncio.sleep(self._period_s)
        self._state.watched = False

    def _push(self) -> None:
        news, everything = self._state.snapshots(self._sent, 0)
        if self._viewers and news.revision != self._sent:
            text = news.model_dump_json()
            self._viewers = [viewer for viewer in self._viewers if viewer.put(text)]
        if self._newcomers and everything.revision:
            text = everything.model_dump_json()
            self._viewers += [viewer for viewer in self._newcomers if viewer.put(text)]
            self._newcomers = []
        self._sent = news.revision
