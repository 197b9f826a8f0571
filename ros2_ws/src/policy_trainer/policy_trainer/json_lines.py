"""Files of one JSON object per line: only ever appended to, readable after kill -9."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rover_env.atomic_file import write_text


class JsonLinesWriter:
    """Append records to a file; each is on disk, whole, when ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open('a', encoding='utf-8', buffering=1)

    def write(self, record: Mapping[str, Any]) -> None:
        """Append one record. What JSON has no number for (nan, infinity) becomes null."""
        finite = {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in record.items()
        }
        self._file.write(json.dumps(finite, allow_nan=False) + '\n')

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read the records of a file; none if it does not exist. A last line cut short is left out."""
    if not path.exists():
        return
    for line in path.read_text(encoding='utf-8').splitlines(keepends=True):
        if line.endswith('\n'):
            yield json.loads(line)


def keep_before_block(path: Path, block: int) -> None:
    """Drop the records of a block and later ones, which a resumed run will write again."""
    kept = [record for record in read_json_lines(path) if record['block'] < block]
    write_text(path, ''.join(json.dumps(record) + '\n' for record in kept))
