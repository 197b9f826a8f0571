"""Handing in a policy: what is refused, and what becomes of the rest."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rover_web.server import Sources, create_app
from scorer.database import Database
from scorer.episode import Episode
from scorer.leaderboard import Leaderboard
from scorer.score import Verdict
from scorer.submission_check import MAX_POLICY_BYTES
from scorer.submission_queue import SubmissionQueue
from scorer.trial import Trial

POLICY = Path(__file__).parents[3].parent / 'policies' / 'mars.onnx'


REWARD = "def reward_function(self):\n    return '<script>', False\n"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / 'board.sqlite3')


@pytest.fixture
def client(store: str) -> TestClient:
    return TestClient(create_app(Sources(store=store)))


def test_a_policy_is_taken_and_waits_for_a_worker(client: TestClient) -> None:
    with POLICY.open('rb') as file:
        reply = client.post('/api/submissions', data={'name': 'me'}, files={'policy': file})

    assert reply.status_code == 201, reply.text
    submission = reply.json()['submission']
    assert (submission['name'], submission['state']) == ('me', 'queued')
    assert client.get(f'/api/submissions/{submission["id"]}').json() == submission
    policy = client.get(f'/api/submissions/{submission["id"]}/policy.onnx')
    assert policy.content == POLICY.read_bytes()


def test_reward_file_and_log_of_a_ranked_policy_are_text_to_read(
    client: TestClient, store: str
) -> None:
    files = {'policy': POLICY.read_bytes(), 'reward': ('reward.py', REWARD)}
    client.post('/api/submissions', data={'name': 'me', 'description': 'Left.'}, files=files)
    Leaderboard(store).submission(1).log_file.parent.mkdir(parents=True, exist_ok=True)
    Leaderboard(store).submission(1).log_file.write_text('trial 1 of 3\n')
    _have_it_driven(store)

    entry = client.get('/api/leaderboard').json()['entries'][0]
    assert (entry['description'], entry['has_reward'], entry['has_log']) == ('Left.', True, True)
    for name, text in (('reward.py', REWARD), ('log', 'trial 1 of 3\n')):
        reply = client.get(f'/api/submissions/{entry["submission_id"]}/{name}')
        assert reply.text == text
        assert reply.headers['content-type'] == 'text/plain; charset=utf-8'
        assert reply.headers['x-content-type-options'] == 'nosniff'


def _have_it_driven(store: str) -> None:
    """As a worker does, with one trial that a physics would have to drive."""
    queue = SubmissionQueue(Database(store))
    claim = queue.claim('worker')
    assert claim is not None
    queue.begin_trial(claim, 1)
    queue.add_trial(claim, 1, Trial(Episode('one', 'reached'), Verdict(9750.0, True, '')))
    queue.finish(claim)


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
