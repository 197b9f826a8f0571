"""The log of a trial: one JSON line per step."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write_step_log(path: Path, steps: Iterable[Mapping[str, Any]]) -> None:
    """Write a log that has its name only once it is complete; raises OSError."""
    part = path.with_name(f'.{path.name}.part')
    try:
        with part.open('w', encoding='utf-8') as file:
            file.writelines(f'{json.dumps(step)}\n' for step in steps)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
