"""Runs as the browser gets them, and no file that is not theirs."""

import fcntl
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rover_web.runs import RunNotFoundError, Runs
from rover_web.server import Sources, create_app

SECRET = 'not for the browser'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run that was trained, an experiment to start from, and things around them."""
    runs = tmp_path / 'runs'
    trained = runs / 'trained'
    (trained / 'checkpoints').mkdir(parents=True)
    (trained / 'config.yaml').write_text('world: training_grounds\n')
    (trained / 'policy.onnx').write_bytes(b'onnx')
    (trained / '.lock').touch()
    records = [
        {'timesteps': 512, 'episodes/success_rate': 0.25},
        {'timesteps': 512, 'evaluation/success_rate': 0.5, 'evaluation/mean_score': 9700.0},
    ]
    lines = ''.join(json.dumps(record) + '\n' for record in records)
    (trained / 'metrics.jsonl').write_text(lines + '{"timesteps": 10')  # is being written
    (runs / 'idea').mkdir()
    (runs / 'idea' / 'config.yaml').write_text('world: [')
    (runs / 'replays').mkdir()
    (tmp_path / 'secret.txt').write_text(SECRET)
    (trained / 'link.txt').symlink_to(tmp_path / 'secret.txt')
    return runs


def test_the_video_of_an_episode_is_not_there_before_it_was_made(folder: Path) -> None:
    client = TestClient(create_app(Sources(runs=folder)))
    videos = '/api/runs/trained/episodes/3/videos/top'

    assert client.get(videos).json()['state'] == 'none'
    assert client.get(f'{videos}.mp4').json() == {
        'detail': 'episode_3.top.mp4 has not been made yet'
    }
    assert client.post(videos.replace('trained', 'unknown')).status_code == 404
    assert client.post(videos.replace('top', 'below')).status_code == 422


def test_runs_and_experiments_are_listed_and_other_folders_are_not(folder: Path) -> None:
    assert {run.name: run.state for run in Runs(folder).newest_first()} == {
        'trained': 'trained',
        'idea': 'new',
    }


def test_a_run_says_what_its_newest_records_say(folder: Path) -> None:
    run = Runs(folder).get('trained')

    assert (run.world, run.timesteps) == ('training_grounds', 512)
    assert (run.success_rate, run.mean_score) == (0.5, 9700.0)


def test_a_run_that_a_process_holds_is_training(folder: Path) -> None:
    with (folder / 'trained' / '.lock').open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert Runs(folder).get('trained').state == 'training'
    assert Runs(folder).get('trained').state == 'trained'


def test_plain_files_are_offered_and_hidden_ones_and_links_are_not(folder: Path) -> None:
    paths = {file.path for file in Runs(folder).files('trained')}

    assert paths == {'config.yaml', 'policy.onnx', 'metrics.jsonl'}


@pytest.mark.parametrize(
    'path',
    ['../../secret.txt', '/etc/passwd', 'link.txt', '.lock', 'none', '', 'checkpoints', 'a\0b',
     'checkpoints/../../../secret.txt'],
)  # fmt: skip
def test_no_file_outside_a_run_is_given(folder: Path, path: str) -> None:
    with pytest.raises(RunNotFoundError):
        Runs(folder).file('trained', path)


@pytest.mark.parametrize(
    'address',
    ['trained/files/..%2f..%2fsecret.txt', 'trained/files/link.txt', '..%2f..%2f/files/secret.txt',
     '%2e%2e/files/secret.txt', 'trained/files/%2fetc%2fpasswd', '.hidden/files/x'],
)  # fmt: skip
def test_no_address_leads_out_of_the_runs(folder: Path, address: str) -> None:
    reply = TestClient(create_app(Sources(runs=folder))).get(f'/api/runs/{address}')

    assert reply.status_code == 404
    assert SECRET not in reply.text


def test_a_report_gets_neither_scripts_nor_our_origin(folder: Path) -> None:
    report = folder / 'trained' / 'report' / 'index.html'
    report.parent.mkdir()
    report.write_text('<h1>trained</h1>')

    reply = TestClient(create_app(Sources(runs=folder))).get('/runs/trained/report')

    assert reply.text == '<h1>trained</h1>'
    assert reply.headers['content-security-policy'].startswith('sandbox')
    assert 'script-src' not in reply.headers['content-security-policy']
