"""The command shows, films and verifies a trial, wherever it was kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import onnx
import pytest
from policy_server.policy_file import read_policy_file
from scorer.results_file import write_results
from scorer.score_command import main
from scorer.store import Store
from scorer.submission_drive import TrialEnded, drive_submission
from scorer.submission_files import SubmissionFiles, folder_beside
from scorer.trial import Trial

Run = Callable[..., tuple[int, str]]


@dataclass(frozen=True)
class Driven:
    """A trial of a submission: in the store, with a replay and its policy beside the store."""

    store: str
    policy: Path
    trial: Trial


@pytest.fixture(scope='module')
def driven(
    make_policy: Callable[[], onnx.ModelProto], tmp_path_factory: pytest.TempPathFactory
) -> Driven:
    folder = tmp_path_factory.mktemp('runs')
    store = str(folder / 'board.sqlite3')
    files = SubmissionFiles(folder_beside(store))
    policy = read_policy_file(files.write_draft(make_policy().SerializeToString()))
    files.keep(policy.path, policy.sha256)
    sent: list[object] = []
    drive_submission(sent.append, files.policy(policy.sha256), policy.sha256, (1,), files.replays)
    (trial,) = (message.trial for message in sent if isinstance(message, TrialEnded))
    board = Store(store)
    board.add_trial(board.begin_evaluation('Ann', policy.sha256), 1, trial)
    return Driven(store, files.policy(policy.sha256), trial)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command as a shell does; returns exit code and what it printed."""

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr('sys.argv', ['score', *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        told = code if isinstance(code, str) else ''  # what Python prints for exit code 1
        return 1 if told else int(code or 0), capsys.readouterr().out + told

    return run


def test_a_trial_of_the_store_is_shown_with_all_that_is_kept(run: Run, driven: Driven) -> None:
    code, shown = run('show', driven.trial.episode.episode_id, '--store', driven.store)
    assert code == 0
    assert 'collision' in shown
    assert 'maximum_linear_acceleration' in shown


def test_a_trial_of_the_store_is_verified_with_the_policy_that_was_submitted(
    run: Run, driven: Driven
) -> None:
    code, told = run('verify', driven.trial.episode.episode_id, '--store', driven.store)
    assert (code, told.splitlines()[-1]) == (0, 'verified: every number is the same')


def test_a_result_that_was_changed_is_not_verified(
    run: Run, driven: Driven, tmp_path: Path
) -> None:
    episode = replace(driven.trial.episode, steps=7)
    results = tmp_path / 'results.json'
    write_results(results, [replace(driven.trial, episode=episode)])
    code, told = run('verify', results, '--policy', driven.policy)
    assert (code, told.splitlines()[-1]) == (1, 'not verified')
    assert f'different: steps is {driven.trial.episode.steps}, recorded was 7' in told


def test_without_its_policy_a_trial_is_not_driven_again(
    run: Run, driven: Driven, tmp_path: Path
) -> None:
    code, told = run('verify', driven.trial.replay, '--store', tmp_path / 'none.sqlite3')
    assert code == 1
    assert told.endswith('give its file with --policy')


def test_a_replay_is_filmed(run: Run, driven: Driven, tmp_path: Path) -> None:
    film = tmp_path / 'film.mp4'
    code, told = run('video', driven.trial.replay, '--view', 'top', '--fps', '1', '--out', film)
    frames = int(driven.trial.episode.duration_s) + 1
    assert (code, told) == (0, f'{film}: {frames} frames\n')
    assert film.read_bytes()[4:8] == b'ftyp'


@pytest.mark.parametrize('words', [['show'], ['verify'], ['video']])
def test_what_is_not_there_is_one_sentence(run: Run, words: list[str], tmp_path: Path) -> None:
    code, told = run(*words, tmp_path / 'none.mcap')
    assert code == 1
    assert told.endswith('none.mcap cannot be read: No such file or directory')
