"""Pages, API and socket of the web application."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mars_world.world import load_world
from rover_web.pages import PAGES, STATIC_DIR
from rover_web.records import Step
from rover_web.server import Sources, create_app
from rover_web.state import LiveState
from rover_web.world_map import view_world


@pytest.fixture
def state() -> LiveState:
    return LiveState()


@pytest.fixture
def app(state: LiveState) -> FastAPI:
    return create_app(Sources(state=state, push_period_s=0.02))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.mark.parametrize('path', PAGES)
def test_pages_load_nothing_from_other_addresses(client: TestClient, path: str) -> None:
    page = client.get(path.format(evaluation=1, number=1, name='first'))

    assert page.status_code == 200
    assert "default-src 'self'" in page.headers['content-security-policy']
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert f'/static/{PAGES[path]}.js' in loaded
    local = [link for link in loaded if link.startswith('/') and not link.startswith('/api/')]
    assert all(client.get(link).status_code == 200 for link in local)
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
    methods = [method for path in paths.values() for method in path.values()]

    assert {'/api/snapshot', '/api/leaderboard', '/api/runs', '/api/submissions'} < set(paths)
    assert all(method['description'] for method in methods)


def test_every_answer_in_json_has_a_model(client: TestClient) -> None:
    paths = client.get('/api/openapi.json').json()['paths']
    replies = [
        (path, reply.get('content', {}).get('application/json'))
        for path, methods in paths.items()
        for method in methods.values()
        for code, reply in method['responses'].items()
        if code < '300'
    ]

    assert {path for path, body in replies if body and not body['schema']} == set()


def test_without_a_store_the_leaderboard_says_what_to_set(client: TestClient) -> None:
    board = client.get('/api/leaderboard').json()

    assert board['entries'] == []
    assert 'parameter store' in board['message']


def test_a_store_that_does_not_exist_is_not_made_by_looking(tmp_path: Path) -> None:
    file = tmp_path / 'board.sqlite3'
    client = TestClient(create_app(Sources(store=str(file))))

    board = client.get('/api/leaderboard').json()

    assert str(file) in board['message']
    assert not file.exists()


def test_a_store_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / 'board.sqlite3'
    file.write_text('these are no tables' * 100)
    client = TestClient(create_app(Sources(store=str(file))))

    message = client.get('/api/leaderboard').json()['message']

    assert str(file) in message
    assert 'not a database' in message
