"""Copy a package's log lines into the run folder while it trains."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy_trainer.json_lines import JsonLinesWriter

PACKAGE = __name__.partition('.')[0]


class _JsonLinesHandler(logging.Handler):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._writer = JsonLinesWriter(path)

    def emit(self, record: logging.LogRecord) -> None:
        self._writer.write({
            'time': round(record.created, 3),
            'sim_time': None,  # the physics of training have a time of their own
            'node': 'trainer',
            'level': record.levelname.lower(),
            'message': record.getMessage(),
        })  # fmt: skip

    def close(self) -> None:
        self._writer.close()
        super().close()


@contextmanager
def logged_to(path: Path) -> Iterator[None]:
    """Append this package's log lines of level info and above to a JSON lines file.

    time [s] is that of the wall, sim_time [s] that of /clock, null where there is none.
    """
    package_logger = logging.getLogger(PACKAGE)
    old_level = package_logger.level
    handler = _JsonLinesHandler(path)
    package_logger.addHandler(handler)
    package_logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        package_logger.removeHandler(handler)
        package_logger.setLevel(old_level)
        handler.close()
