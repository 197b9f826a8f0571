"""The page of a run as a whole: complete, self-contained, and made of what can be read."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest
from rover_web.report.report import report_html, write_report
from rover_web.report.run import Run, open_run
from rover_web.report.step_blocks import block_files


def test_the_page_is_kept_until_the_run_changes(run_copy: Run) -> None:
    path = run_copy.folder.path
    for costly in (path / 'steps.parquet', path / 'checkpoints'):
        rmtree(costly)
    (path / 'report').mkdir()
    html = path / 'report' / 'index.html'
    html.write_text('kept', encoding='utf-8')
    assert report_html(path).read_text(encoding='utf-8') == 'kept'
    os.utime(html, (1.0, 1.0))
    shares: list[float] = []
    assert 'Run tiny' in report_html(path, shares.append).read_text(encoding='utf-8')
    assert shares[0] == 0.0
    assert shares == sorted(shares)


def test_damaged_files_are_named_and_the_rest_is_drawn(run_copy: Run, tmp_path: Path) -> None:
    folder = run_copy.folder
    lines = folder.metrics.read_text(encoding='utf-8').splitlines(keepends=True)
    folder.metrics.write_text(''.join([*lines[:4], '{"cut\n', *lines[4:]]), encoding='utf-8')
    folder.episodes.unlink()
    rmtree(folder.checkpoints)
    block_files(folder.steps)[0].write_bytes(b'no table')
    damaged = open_run(folder.path)
    told = '\n'.join(damaged.problems)
    assert 'metrics.jsonl is damaged after line 4' in told
    assert 'episodes.jsonl is missing' in told
    assert 'steps.parquet/block-00000.parquet is damaged' in told
    text = write_report(damaged, tmp_path).read_text(encoding='utf-8')
    assert all(problem.split(' (')[0] in text for problem in damaged.problems)
    assert 'Not drawn: episodes.jsonl has no training episode.' in text
    assert 'Not drawn: tiny has no checkpoint.' in text
    assert (tmp_path / 'losses.png').exists()
    assert (tmp_path / 'reward_map.png').exists()


def test_a_value_that_is_no_number_costs_its_own_figures(run_copy: Run) -> None:
    folder = run_copy.folder
    for costly in (folder.steps, folder.checkpoints):
        rmtree(costly)
    record = '{"timesteps": 9000, "train/loss": 0.1, "train/approx_kl": "much"}\n'
    with folder.metrics.open('a', encoding='utf-8') as file:
        file.write(record + '3\n')
    damaged = open_run(folder.path)
    assert any('needs an object, not 3' in problem for problem in damaged.problems)
    text = write_report(damaged, folder.path / 'report').read_text(encoding='utf-8')
    assert 'train/approx_kl in metrics.jsonl is not a number in each row' in text
    assert (folder.path / 'report' / 'losses.png').exists()


def test_a_big_run_is_sampled_by_blocks_and_says_so(run: Run) -> None:
    sampled = open_run(run.folder.path, most_steps=len(run.steps) // 2)
    assert 0 < len(sampled.steps) < len(run.steps)
    last = run.steps.number('block').max()
    assert sampled.steps.number('block').max() == last
    assert f'of {len(run.steps):,} steps' in sampled.steps_note
    assert run.steps_note == ''


def test_the_command_compares_several_runs(
    run: Run, run_copy: Run, tmp_path: Path, report_command: Callable[..., int]
) -> None:
    config = run_copy.folder.config
    config.write_text(config.read_text().replace('gamma: 0.99', 'gamma: 0.9'), encoding='utf-8')
    folders = [str(one.folder.path) for one in (run, run_copy)]
    assert report_command(*folders, '--output', str(tmp_path / 'both')) == 0
    text = (tmp_path / 'both' / 'comparison.html').read_text(encoding='utf-8')
    assert re.search(r'ppo\.gamma</th><td>0\.99</td><td>0\.9</td>', text)


def test_the_command_says_in_a_sentence_that_a_run_is_unknown(
    run: Run, report_command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report_command('nowhere', '--runs-dir', str(run.folder.path.parent)) == 1
    assert capsys.readouterr().err.startswith('report: there is no run nowhere; ')


def test_the_command_writes_tables(
    run: Run, tmp_path: Path, report_command: Callable[..., int]
) -> None:
    runs_dir = str(run.folder.path.parent)
    assert report_command('tiny', '--runs-dir', runs_dir, '--csv', str(tmp_path)) == 0
    assert {path.name for path in tmp_path.iterdir()} == {'steps.csv', 'episodes.csv'}
