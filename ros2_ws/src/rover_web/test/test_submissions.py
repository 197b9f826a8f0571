"""Handing in a policy: what is refused, and what becomes of the rest."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rover_web.server import Sources, create_app
from scorer.submission_check import MAX_POLICY_BYTES

POLICY = Path(__file__).parents[3].parent / 'policies' / 'mars.onnx'


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(create_app(Sources(store=str(tmp_path / 'board.sqlite3'))))


def test_a_policy_is_taken_and_waits_for_a_worker(client: TestClient) -> None:
    with POLICY.open('rb') as file:
        reply = client.post('/api/submissions', data={'name': 'me'}, files={'policy': file})

    assert reply.status_code == 201, reply.text
    submission = reply.json()['submission']
    assert (submission['name'], submission['state']) == ('me', 'queued')
    assert client.get(f'/api/submissions/{submission["id"]}').json() == submission
    policy = client.get(f'/api/submissions/{submission["id"]}/policy.onnx')
    assert policy.content == POLICY.read_bytes()


@pytest.mark.parametrize(
    ('fields', 'files', 'field'),
    [
        ({'name': ' '}, {'policy': ('a.onnx', b'x')}, 'name'),
        ({'name': 'x' * 61}, {'policy': ('a.onnx', b'x')}, 'name'),
        ({'name': 'me', 'description': '\a'}, {'policy': ('a.onnx', b'x')}, 'description'),
        ({'name': 'me'}, {}, 'policy'),
        ({'name': 'me'}, {'policy': ('../../a.onnx', b'no network')}, 'policy'),
        ({'name': 'me'}, {'policy': ('a.onnx', b'')}, 'policy'),
        ({'name': 'me'}, {'policy': ('a.onnx', b'x'), 'reward': ('r.py', b'\xff')}, 'reward'),
        ({'name': 'me'}, {'policy': ('a.onnx', b'x' * (MAX_POLICY_BYTES + 1))}, 'policy'),
        ({'name': 'me'}, {'policy': ('a.onnx', b'x' * (2 * MAX_POLICY_BYTES))}, 'policy'),
        ({'name': 'me', 'description': 'x' * 100_000}, {'policy': ('a.onnx', b'x')}, 'form'),
    ],
)
def test_what_is_wrong_is_one_sentence_by_the_field(
    client: TestClient, fields: dict[str, str], files: dict[str, tuple[str, bytes]], field: str
) -> None:
    reply = client.post('/api/submissions', data=fields, files=files)

    assert reply.status_code == 422
    told = reply.json()
    assert told['field'] == field, told
    assert told['message']
    assert 'jezero-submission' not in told['message']


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    for body, kind in ((b'{}', 'application/json'), (b'--x', 'multipart/form-data; boundary=y')):
        reply = client.post('/api/submissions', content=body, headers={'content-type': kind})
        assert reply.status_code == 422


def test_without_a_store_it_says_what_to_set() -> None:
    with POLICY.open('rb') as file:
        client = TestClient(create_app(Sources()))
        reply = client.post('/api/submissions', data={'name': 'me'}, files={'policy': file})

    assert reply.status_code == 503
    assert 'parameter store' in reply.json()['detail']
