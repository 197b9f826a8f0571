"""The notebook of the docs runs from its first cell to its last."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from rover_web.report.run import Run

NOTEBOOK = Path(__file__).resolve().parents[5] / 'docs' / 'notebooks' / 'run.ipynb'


def test_the_notebook_draws_a_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('JEZERO_RUN', str(run.folder.path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name='python3').execute()
    outputs = [output for cell in notebook.cells for output in cell.get('outputs', [])]
    pictures = [output for output in outputs if 'image/png' in output.get('data', {})]
    assert len(pictures) == 8
    text = ''.join(output.get('text', '') for output in outputs)
    assert f'tiny: {len(run.episodes):,} episodes, {len(run.steps):,} recorded steps' in text
