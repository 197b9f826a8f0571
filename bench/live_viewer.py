"""A viewer of the live page that draws nothing."""

import threading
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

SOCKETS = ('ws', 'ws/camera/first_person', 'ws/camera/chase')


class Viewer:
    """Holds the sockets of the page open, takes what comes and counts it in ``messages``."""

    def __init__(self, address: str) -> None:
        """Connect to HOST:PORT."""
        self.messages = 0
        self._open = ExitStack()
        sockets = [
            self._open.enter_context(connect(f'ws://{address}/{name}', ping_interval=None))
            for name in SOCKETS
        ]
        self._taking = [threading.Thread(target=self._take, args=(one,)) for one in sockets]
        for thread in self._taking:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave; the web node must be running."""
        self._open.close()
        for thread in self._taking:
            thread.join()

    def _take(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            for _ in socket:
                self.messages += 1
