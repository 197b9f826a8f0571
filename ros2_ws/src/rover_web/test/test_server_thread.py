"""The server beside a node: its port, its thread and its end."""

import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from rover_web.records import Step
from rover_web.server import Sources, create_app
from rover_web.server_thread import AddressError, ServerThread
from rover_web.state import LiveState
from websockets.sync.client import connect


@pytest.fixture
def state() -> LiveState:
    return LiveState()


@pytest.fixture
def server(state: LiveState) -> Iterator[ServerThread]:
    thread = ServerThread(create_app(Sources(state=state)), '127.0.0.1', 0)
    thread.start()
    yield thread
    thread.stop()


def test_port_0_takes_a_free_one_and_tells_it(server: ServerThread) -> None:
    assert httpx.get(server.url).status_code == 200


def test_an_open_socket_does_not_keep_the_server_alive(
    server: ServerThread, state: LiveState, make_step: Callable[..., Step]
) -> None:
    state.feed_step(0.3, make_step())
    address = server.url.replace('http', 'ws', 1) + 'ws'
    with connect(address) as viewer:
        viewer.recv(timeout=5.0)
        began_s = time.monotonic()
        server.stop()
        stopped_after_s = time.monotonic() - began_s

    assert stopped_after_s < 5.0


def test_a_port_in_use_is_one_sentence_with_the_remedy() -> None:
    with socket.create_server(('127.0.0.1', 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AddressError, match=f'port {port} .*parameter port'):
            ServerThread(create_app(Sources()), '127.0.0.1', port)


def test_a_host_that_is_not_this_machine_is_one_sentence() -> None:
    with pytest.raises(AddressError, match=r"host is 'no\.such\.invalid'"):
        ServerThread(create_app(Sources()), 'no.such.invalid', 0)


def test_a_server_that_never_started_can_be_stopped() -> None:
    ServerThread(create_app(Sources()), '127.0.0.1', 0).stop()
