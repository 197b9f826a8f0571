"""Two rovers beside each other: each drives as if it were alone."""

from pathlib import Path

from scorer.recorded_trial import read_trials
from scorer.store import Store
from scorer.verify import verify

POLICY = Path(__file__).resolve().parents[2] / 'policies' / 'mars.onnx'
SEEDS = {'left': 1, 'right': 2}


def test_two_rovers_at_once_give_the_results_of_each_alone(launch, tmp_path) -> None:
    store = tmp_path / 'board.sqlite3'
    jobs = {
        name: launch(
            'evaluate.launch.xml', namespace=name, trials=1, seed=seed, shutdown='true',
            composed=str(name == 'right').lower(), store=store, results=tmp_path / f'{name}.json',
        )
        for name, seed in SEEDS.items()
    }  # fmt: skip
    for name, job in jobs.items():
        assert job.wait(300) == 0, job.output
        (trial,) = read_trials(str(tmp_path / f'{name}.json'), store='')
        assert (trial.record['seed'], trial.record['outcome']) == (SEEDS[name], 'reached')
        assert verify(trial, [POLICY]) == []
    assert len(Store(str(store)).ranking()) == 2
