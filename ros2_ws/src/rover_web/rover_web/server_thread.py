"""Run the web application beside a node: bind first, serve in a thread, stop within seconds."""

import socket
import threading

import uvicorn
from fastapi import FastAPI

GRACE_S = 1  # an open live page must not keep the program alive


class AddressError(ValueError):
    """The address cannot be served; the text is one sentence with the remedy."""


class ServerThread:
    """HTTP server in a thread of its own.

    The socket is bound by the constructor, so that a port in use is known before anything runs.
    """

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        """Bind; port 0 takes a free one. Raises AddressError."""
        self._socket = _bind(host, port)
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level='warning',
            access_log=False,
            timeout_graceful_shutdown=GRACE_S,
            ws_per_message_deflate=False,  # would be done for every viewer anew
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={'sockets': [self._socket]},
            name='web server',
            daemon=True,  # a second Ctrl-C while stopping ends the program too
        )
        self._host = host

    @property
    def url(self) -> str:
        """Address to open in a browser."""
        host = f'[{self._host}]' if ':' in self._host else self._host
        return f'http://{host}:{self._socket.getsockname()[1]}/'

    def start(self) -> None:
        """Serve until stop()."""
        self._socket.listen()
        self._thread.start()

    def stop(self) -> None:
        """Close the connections and wait for the thread."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressError(
            f'host is {host!r}, which is no address of this machine ({error.strerror}); '
            'use 127.0.0.1 for this machine only or 0.0.0.0 for all networks'
        ) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise AddressError(
            f'cannot serve on {host} port {port} ({error.strerror}); '
            'stop the program that uses it, or set parameter port to another one, 0 for any free'
        ) from error
    return bound
