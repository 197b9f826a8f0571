"""Pages, API and socket of the web application."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mars_world.world import load_world
from rover_web.leaderboard import Leaderboard
from rover_web.records import Episode, Scan, Step
from rover_web.server import STATIC_DIR, create_app
from rover_web.state import LiveState
from rover_web.world_map import view_world
from starlette.websockets import WebSocketDisconnect


@pytest.fixture
def state() -> LiveState:
    return LiveState()


@pytest.fixture
def app(state: LiveState) -> FastAPI:
    return create_app(state, Leaderboard(''), push_period_s=0.02)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.mark.parametrize('path', ['/', '/leaderboard'])
def test_pages_load_nothing_from_other_addresses(client: TestClient, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert "default-src 'self'" in page.headers['content-security-policy']
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert '/static/app.js' in loaded
    assert all(client.get(link).status_code == 200 for link in loaded if link.startswith('/'))
    assert {link for link in loaded if not link.startswith(('/', '#'))} == {'data:,'}


def test_pages_weigh_less_than_a_photo() -> None:
    assert sum(file.stat().st_size for file in STATIC_DIR.iterdir()) < 100_000


def test_the_snapshot_tells_what_was_fed(
    client: TestClient, state: LiveState, make_step: Callable[..., Step]
) -> None:
    state.feed_step(0.3, make_step())

    told = client.get('/api/snapshot').json()

    assert told['step']['reward_terms'] == {'progress': 0.4, 'clearance': 0.1}
    assert told['step']['collision_threshold'] is None
    assert told['trail'] == {'restart': True, 'items': [[-0.4, 0.1]]}


def test_the_world_is_null_before_a_simulation_answers(client: TestClient) -> None:
    assert client.get('/api/world').json() is None
    assert client.get('/api/world/relief.png').status_code == 404


def test_the_world_has_rails_boulders_and_relief(client: TestClient, state: LiveState) -> None:
    state.feed_world(view_world(load_world('training_grounds')))

    world = client.get('/api/world').json()
    relief = client.get('/api/world/relief.png')

    assert world['rails']['x_max'] == 10.0
    assert len(world['boulders']) == 13
    assert relief.content.startswith(b'\x89PNG')


def test_every_path_of_the_api_is_described(client: TestClient) -> None:
    paths = client.get('/api/openapi.json').json()['paths']

    assert set(paths) == {
        '/api/snapshot', '/api/world', '/api/world/relief.png', '/api/leaderboard'
    }  # fmt: skip
    assert all(path['get']['description'] for path in paths.values())


def test_the_socket_sends_all_first_and_then_what_changed(
    client: TestClient,
    state: LiveState,
    make_step: Callable[..., Step],
    make_scan: Callable[[], Scan],
) -> None:
    state.feed_step(0.3, make_step())
    with client.websocket_connect('/ws') as socket:
        first = socket.receive_json()
        state.feed_scan(make_scan())
        second = socket.receive_json()

    assert first['step']['episode_id'] == 'one'
    assert second['step'] is None
    assert len(second['scan']['ranges']) == 180


def test_changes_in_quick_succession_are_one_message(
    state: LiveState, make_step: Callable[..., Step], make_episode: Callable[..., Episode]
) -> None:
    client = TestClient(create_app(state, Leaderboard(''), push_period_s=0.5))
    state.feed_step(0.3, make_step())
    with client.websocket_connect('/ws') as socket:
        socket.receive_json()
        for step in range(2, 200):
            state.feed_step(0.3 * step, make_step(step=step))
        state.feed_episode(make_episode())
        second = socket.receive_json()

    assert second['step']['step'] == 199
    assert second['episodes'][0]['outcome'] == 'reached'


def test_pages_of_other_sites_get_no_socket(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect('/ws', headers={'origin': 'http://elsewhere.example'}),
    ):
        pass


def test_own_page_gets_the_socket(
    client: TestClient, state: LiveState, make_step: Callable[..., Step]
) -> None:
    state.feed_step(0.3, make_step())
    with client.websocket_connect('/ws', headers={'origin': 'http://testserver'}) as socket:
        assert socket.receive_json()['revision'] == 1


def test_without_a_store_the_leaderboard_says_what_to_set(client: TestClient) -> None:
    board = client.get('/api/leaderboard').json()

    assert board['entries'] == []
    assert 'parameter store' in board['message']


def test_a_store_that_does_not_exist_is_not_made_by_looking(tmp_path: Path) -> None:
    file = tmp_path / 'board.sqlite3'
    client = TestClient(create_app(LiveState(), Leaderboard(str(file))))

    board = client.get('/api/leaderboard').json()

    assert str(file) in board['message']
    assert not file.exists()


def test_a_store_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / 'board.sqlite3'
    file.write_text('these are no tables' * 100)
    client = TestClient(create_app(LiveState(), Leaderboard(str(file))))

    message = client.get('/api/leaderboard').json()['message']

    assert str(file) in message
    assert 'not a database' in message
