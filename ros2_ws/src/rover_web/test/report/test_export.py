"""Steps and episodes as CSV."""

import csv
from pathlib import Path

import pytest
from policy_trainer.episode_table import EPISODE_FIELDS
from rover_web.report.export import export_csv
from rover_web.report.run import Run
from rover_web.report.step_blocks import block_files


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline='', encoding='utf-8') as file:
        header, *rows = csv.reader(file)
    return header, rows


def test_headers_carry_units_and_no_row_is_lost(run: Run, tmp_path: Path) -> None:
    problems: list[str] = []
    steps, episodes = export_csv(run.folder, tmp_path / 'new', problems.append)
    header, rows = _table(steps)
    assert len(rows) == len(run.steps)
    assert {'x [m]', 'yaw [rad]', 'speed [m/s]', 'acceleration [m/s^2]', 'reward'} <= set(header)
    assert 'reward.progress' in header
    column = header.index('x [m]')
    assert float(rows[-1][column]) == pytest.approx(run.steps.number('x')[-1])
    assert rows[-1][header.index('world')] == 'mars'
    header, rows = _table(episodes)
    assert len(rows) == len(run.episodes)
    assert 'distance_travelled [m]' in header
    assert not problems


def test_every_field_of_an_episode_is_described_with_its_type(run: Run) -> None:
    kinds = {'integer': int, 'number': (float, type(None)), 'boolean': bool, 'text': str}
    assert tuple(run.episodes.arrays) == tuple(field.name for field in EPISODE_FIELDS)
    for field in EPISODE_FIELDS:
        values = run.episodes.arrays[field.name]
        assert all(isinstance(value, kinds[field.kind]) for value in values), field.name


def test_a_damaged_block_is_told_and_the_rest_is_written(run_copy: Run, tmp_path: Path) -> None:
    block_files(run_copy.folder.steps)[0].write_bytes(b'PAR1 no table')
    problems: list[str] = []
    steps, _ = export_csv(run_copy.folder, tmp_path, problems.append)
    assert ['block-00000.parquet is damaged' in problem for problem in problems] == [True]
    assert 0 < len(_table(steps)[1]) < len(run_copy.steps)
