"""The socket of the live page over a real connection."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rover_web.records import Episode, Pose, Scan, Step
from rover_web.server import Sources, create_app
from rover_web.server_thread import ServerThread
from rover_web.state import MAX_EVENTS, LiveState
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

PERIOD_S = 0.02
FILLS_ANY_BUFFER = 25  # messages of 2 MB, more than a system keeps for a connection


@pytest.fixture
def state(make_step: Callable[..., Step]) -> LiveState:
    """One step has been driven."""
    state = LiveState()
    state.feed_step(0.3, make_step())
    return state


@contextmanager
def served(state: LiveState, period_s: float) -> Iterator[str]:
    server = ServerThread(create_app(Sources(state=state, push_period_s=period_s)), '127.0.0.1', 0)
    server.start()
    yield f'{server.url.replace("http", "ws", 1)}ws'
    server.stop()


@pytest.fixture
def address(state: LiveState) -> Iterator[str]:
    with served(state, PERIOD_S) as address:
        yield address


def told(viewer: ClientConnection) -> dict[str, Any]:
    message = json.loads(viewer.recv(timeout=10.0))
    assert isinstance(message, dict)
    return message


def test_the_first_message_holds_all_and_the_next_what_changed(
    address: str, state: LiveState, make_scan: Callable[[], Scan]
) -> None:
    with connect(address) as viewer:
        first = told(viewer)
        state.feed_scan(make_scan())
        second = told(viewer)

    assert first['step']['episode_id'] == 'one'
    assert second['step'] is None
    assert len(second['scan']['ranges']) == 180


def test_changes_in_quick_succession_are_one_message(
    state: LiveState, make_step: Callable[..., Step], make_episode: Callable[..., Episode]
) -> None:
    with served(state, 0.5) as address, connect(address) as viewer:
        told(viewer)
        for step in range(2, 200):
            state.feed_step(0.3 * step, make_step(step=step))
        state.feed_episode(make_episode())
        second = told(viewer)
        while not second['episodes']:
            second = told(viewer)

    assert second['step'] is None or second['step']['step'] == 199
    assert second['episodes'][0]['outcome'] == 'reached'


def test_a_viewer_that_comes_late_gets_the_whole_trail_and_no_point_twice(
    address: str, state: LiveState, make_step: Callable[..., Step]
) -> None:
    def drive(step: int) -> None:
        pose = Pose(x=-0.2 * step, y=0.0, yaw=0.0)
        state.feed_step(0.3 * step, make_step(step=step, pose=pose))

    def points(viewer: ClientConnection, n_points: int) -> list[list[float]]:
        seen: list[list[float]] = []
        while len(seen) < n_points:
            trail = told(viewer)['trail']
            if trail:
                seen = trail['items'] if trail['restart'] else seen + trail['items']
        return seen

    with connect(address) as early:
        for step in range(5, 30):
            drive(step)
        with connect(address) as late:
            for step in range(30, 60):
                drive(step)
            trail = state.snapshot().trail
            assert trail is not None
            whole = [list(point) for point in trail.items]
            assert points(early, len(whole)) == whole
            assert points(late, len(whole)) == whole


def test_a_viewer_that_does_not_read_is_dropped_and_the_others_go_on(
    address: str, state: LiveState
) -> None:
    def something_long_happens(number: int) -> None:
        state.feed_collision('body', 'mast', f'{number} ' * 5000, 0.4)

    for number in range(MAX_EVENTS):
        something_long_happens(number)
    with (
        connect(address, max_size=None) as quick,
        connect(address, max_size=None, max_queue=1) as slow,
    ):
        told(quick)
        for number in range(FILLS_ANY_BUFFER):
            something_long_happens(number)
            told(quick)
        with pytest.raises(ConnectionClosed):
            for _ in range(FILLS_ANY_BUFFER):
                slow.recv(timeout=10.0)


def test_pages_of_other_sites_get_no_socket(address: str) -> None:
    for path in ('', '/camera/chase'):
        with pytest.raises(InvalidStatus) as refused:
            connect(address + path, origin='http://elsewhere.example').close()
        assert refused.value.response.status_code == 403


def test_own_page_gets_the_socket(address: str) -> None:
    origin = address.replace('ws', 'http', 1).removesuffix('/ws')
    with connect(address, origin=origin) as viewer:
        assert told(viewer)['revision'] == 1
