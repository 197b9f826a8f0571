"""Trials that were driven before, from wherever they were kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorer.replay import ReplayError, read_replay
from scorer.store import Store
from scorer.tables import TrialRow
from scorer.trial_record import RECORD_FIELDS

# Columns of the leaderboard that have another name than the field of a record.
_COLUMNS = {
    'average_linear_acceleration': 'average_acceleration',
    'maximum_linear_acceleration': 'maximum_acceleration',
    'final_distance_to_checkpoint': 'final_distance',
}
_NOT_IN_A_ROW = ('policy', 'scorer_version', 'seed', 'start')


class SourceError(RuntimeError):
    """Something that holds no trials; one sentence with its name."""


@dataclass(frozen=True)
class RecordedTrial:
    """A trial as it was kept.

    source: where. record: see ``trial_record``. world_file: JSON, empty when it was not kept.
    """

    source: str
    record: Mapping[str, Any]
    world_file: str = ''


def read_trials(source: str, store: str) -> list[RecordedTrial]:
    """Read the trials of a replay, of a results file, or by episode id from a leaderboard.

    Raises:
        SourceError: there are none; StoreError: the leaderboard cannot be read.
    """
    path = Path(source)
    if path.suffix == '.mcap':
        trials = [_of_replay(source)]
    elif path.suffix == '.json':
        trials = _of_results(path)
    else:
        trials = [_of_row(source, Store(store, create=False).trial(source))]
    for trial in trials:
        missing = [name for name in RECORD_FIELDS if name not in trial.record]
        if missing:
            raise SourceError(f'{trial.source} has no {missing[0]}; give a result of the scorer')
    return trials


def _of_replay(source: str) -> RecordedTrial:
    try:
        replay = read_replay(source)
    except ReplayError as error:
        raise SourceError(str(error)) from None
    return RecordedTrial(source, replay.trial, replay.world_file)


def _of_results(path: Path) -> list[RecordedTrial]:
    try:
        records = json.loads(path.read_text(encoding='utf-8'))['trials']
        return [
            RecordedTrial(f'{path}, trial {number}', dict(record))
            for number, record in enumerate(records, start=1)
        ]
    except OSError as error:
        raise SourceError(f'{path} cannot be read: {error.strerror or error}') from None
    except (ValueError, LookupError, TypeError):
        raise SourceError(f'{path} is no results file of the scorer') from None


def _of_row(source: str, row: TrialRow) -> RecordedTrial:
    record = {
        name: getattr(row, _COLUMNS.get(name, name))
        for name in RECORD_FIELDS
        if name not in _NOT_IN_A_ROW
    }
    record |= {
        'policy': row.evaluation.policy,
        'scorer_version': row.evaluation.scorer_version,
        'seed': int(row.seed),
        'start': None,  # not kept
    }
    replayed = row.replay and Path(row.replay).is_file()
    world_file = _of_replay(row.replay).world_file if replayed else ''
    return RecordedTrial(f'episode {source}', record, world_file)
