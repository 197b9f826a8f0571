"""Viewers of the live page that draw nothing."""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

SOCKETS = ('ws', 'ws/camera/first_person', 'ws/camera/chase')


class Viewers:
    """Hold the sockets of so many pages open, take what comes and count it in ``messages``.

    One thread serves them all, so that viewers take little time from what is measured.
    """

    def __init__(self, address: str, count: int) -> None:
        """Know the server, HOST:PORT; nothing is opened yet."""
        self.messages = 0
        self._addresses = [f'ws://{address}/{name}' for _ in range(count) for name in SOCKETS]
        self._connected: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._watch()))

    def __enter__(self) -> Self:
        """Come; raises OSError where nobody serves."""
        self._thread.start()
        self._connected.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave; the web node must be running."""
        loop, leave = self._connected.result()
        loop.call_soon_threadsafe(leave.set)
        self._thread.join()

    async def _watch(self) -> None:
        leave = asyncio.Event()
        async with AsyncExitStack() as pages, asyncio.TaskGroup() as taking:
            try:
                for address in self._addresses:
                    page = connect(address, ping_interval=None)
                    socket = await pages.enter_async_context(page)
                    taking.create_task(self._take(socket))
            except OSError as error:
                self._connected.set_exception(error)
                return
            self._connected.set_result((asyncio.get_running_loop(), leave))
            await leave.wait()
            await pages.aclose()  # which ends the tasks

    async def _take(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for _ in socket:
                self.messages += 1
