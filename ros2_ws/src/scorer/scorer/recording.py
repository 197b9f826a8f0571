"""A trial that is being recorded: its replay, and its log beside it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rover_env.atomic_file import write_text

from scorer.message_order import MessageOrder
from scorer.replay_file import ReplayFile
from scorer.replay_topics import MessageType

_FILE_NAME = re.compile(r'[\w-]{1,100}')


class Recording:
    """Keeps what an episode sends from its step 0 on.

    folder: gets EPISODE.mcap and EPISODE.jsonl. types: of the messages, by topic. order: where the
    messages arrive. All methods raise OSError where the disk does not take the bytes.
    """

    def __init__(
        self,
        folder: Path,
        episode_id: str,
        start_ns: int,
        order: MessageOrder,
        types: Mapping[str, MessageType],
    ) -> None:
        if not _FILE_NAME.fullmatch(episode_id):
            raise OSError(f'episode id {episode_id!r} makes no file name')
        self.episode_id = episode_id
        self.start_ns = start_ns
        self.log = folder / f'{episode_id}.jsonl'
        self._order = order
        self._steps: list[Mapping[str, Any]] = []
        order.drop_before(start_ns)
        self._file = ReplayFile(folder / f'{episode_id}.mcap', types)

    @property
    def replay(self) -> Path:
        """The replay, once it is finished."""
        return self._file.path

    def add_step(self, step: Mapping[str, Any]) -> None:
        """Log a step, and write what has come so far."""
        self._steps.append(step)
        self._write(self._order.complete_until_ns)

    def finish(
        self, end_ns: int, made: Mapping[str, bytes], trial: Mapping[str, Any], world_file: str
    ) -> None:
        """Complete replay and log.

        made: messages of topics that are not sent sample by sample; shown from the start on.
        """
        self._write(end_ns)
        for topic, message in made.items():
            self._file.write(topic, self.start_ns, message)
        write_text(self.log, ''.join(f'{json.dumps(step)}\n' for step in self._steps))
        self._file.finish(trial, world_file)

    def discard(self) -> None:
        """Leave no half-written file behind."""
        self._file.discard()

    def _write(self, until_ns: int) -> None:
        for held in self._order.take(until_ns):
            self._file.write(held.topic, held.stamp_ns, held.message)
