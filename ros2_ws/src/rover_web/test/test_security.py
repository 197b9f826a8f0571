"""Who gets an answer: own pages, under names of this machine."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rover_web.security import names_served
from rover_web.server import Sources, create_app

HOME = 'http://127.0.0.1:8080'


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    sources = Sources(runs=tmp_path, names=names_served('127.0.0.1'))
    return TestClient(create_app(sources), base_url=HOME)


@pytest.mark.parametrize('host', ['127.0.0.1:8080', 'localhost:8080', 'localhost', '[::1]:8080'])
def test_a_local_server_answers_to_local_names(client: TestClient, host: str) -> None:
    assert client.get('/api/runs', headers={'host': host}).status_code == 200


@pytest.mark.parametrize(
    'host', ['evil.example:8080', 'evil.example', '', 'localhost.evil.example']
)
def test_a_local_server_answers_to_no_other_name(client: TestClient, host: str) -> None:
    reply = client.get('/api/runs', headers={'host': host})

    assert reply.status_code == 403
    assert 'parameter host' in reply.json()['detail']


def test_a_server_for_all_networks_answers_to_any_name() -> None:
    assert names_served('0.0.0.0') is None


@pytest.mark.parametrize('path', ['/api/submissions', '/api/runs/a/report'])
def test_pages_of_other_sites_may_not_change_anything(client: TestClient, path: str) -> None:
    reply = client.post(path, headers={'origin': 'http://evil.example'})

    assert reply.status_code == 403
    assert 'evil.example' in reply.json()['detail']


def test_own_pages_and_programs_may(client: TestClient) -> None:
    for headers in ({'origin': HOME}, {}):
        assert client.post('/api/runs/a/report', headers=headers).status_code == 404
