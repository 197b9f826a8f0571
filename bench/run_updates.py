"""The updates of a training run as they happen, from the file that grows with each."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 60.0
LOOK_S = 0.05


@dataclass(frozen=True)
class Update:
    """One update of the network; wall_time_s: since training began."""

    timesteps: int
    wall_time_s: float


class RunUpdates:
    """Follows a metrics.jsonl, reading each line once."""

    def __init__(self, metrics: Path) -> None:
        self._file = metrics.open(encoding='utf-8')
        self._line = ''

    def skip_to_present(self) -> None:
        """Pass over what has happened already."""
        while self._read():
            pass

    def next(self) -> Update:
        """Wait for the next update; raises RuntimeError when none comes."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while not (line := self._read()):
            if time.monotonic() > deadline_s:
                raise RuntimeError(f'no update in {TIMEOUT_S} s: {self._file.name}')
            time.sleep(LOOK_S)
        record = json.loads(line)
        return Update(record['timesteps'], record['wall_time_s'])

    def _read(self) -> str:
        """Return a whole line, or nothing while there is none."""
        self._line += self._file.readline()
        if not self._line.endswith('\n'):
            return ''
        line, self._line = self._line, ''
        return line
