"""The results of an evaluation as a file: the same trials give the same bytes."""

import json
from collections.abc import Sequence
from pathlib import Path

from rover_env.atomic_file import write_text

from scorer.trial import Trial
from scorer.trial_record import to_record


def write_results(path: Path, trials: Sequence[Trial]) -> None:
    """Write trials in the order driven, without wall times; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    records = {'trials': [to_record(trial) for trial in trials]}
    write_text(path, json.dumps(records, indent=2) + '\n')
