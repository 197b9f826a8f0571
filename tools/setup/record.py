"""What set-up has done so far."""

import json
from typing import Dict

from machine import VENV

FILE = VENV / 'jezero_setup.json'  # inside the environment, so that both vanish together


class Record:
    """Fingerprints of the environment and of each built package; empty: not done."""

    def __init__(self, environment: str, packages: Dict[str, str]) -> None:
        self.environment = environment
        self.packages = packages

    @classmethod
    def load(cls) -> 'Record':
        """Read the record; a missing or damaged one means nothing is done."""
        try:
            record = json.loads(FILE.read_text())
            return cls(str(record['environment']), dict(record['packages']))
        except (OSError, ValueError, KeyError, TypeError):
            return cls('', {})

    def forget(self) -> None:
        """Before the environment changes: a crash in between must not leave it called ready."""
        self.environment, self.packages = '', {}
        FILE.unlink(missing_ok=True)

    def save(self) -> None:
        """Write the record whole or not at all."""
        draft = FILE.with_suffix('.new')
        draft.write_text(json.dumps(vars(self), indent=1, sort_keys=True))
        draft.replace(FILE)
