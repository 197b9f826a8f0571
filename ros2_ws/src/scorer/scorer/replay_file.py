"""A replay on its way to the disk: an MCAP file that shows a trial again."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcap.well_known import MessageEncoding, SchemaEncoding
from mcap.writer import Writer

from scorer.replay_topics import MessageType

MAX_BYTES = 256 * 2**20  # of a file; an episode of 2,000 steps takes about 20 MB
TRIAL = 'trial.json'  # the attachment that says what was driven and what came of it
WORLD = 'world.json'  # the attachment with the world file


class ReplayFile:
    """Writes serialized messages; the file gets its name when it is complete.

    types: of the messages, by topic. All methods raise OSError where the disk does not take the
    bytes.
    """

    def __init__(self, path: Path, types: Mapping[str, MessageType]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._part = path.with_name(f'.{path.name}.part')
        self._stream = self._part.open('wb')
        self._writer = Writer(self._stream)
        self._writer.start(profile='ros2')
        self._channels = {topic: self._channel(topic, kind) for topic, kind in types.items()}

    def _channel(self, topic: str, kind: MessageType) -> int:
        schema = self._writer.register_schema(
            kind.name, SchemaEncoding.ROS2, kind.definition.encode()
        )
        return self._writer.register_channel(f'/{topic}', MessageEncoding.CDR, schema)

    def write(self, topic: str, stamp_ns: int, message: bytes) -> None:
        """Add a message; one that would make the file too large is left out."""
        if self._stream.tell() > MAX_BYTES:
            return
        self._writer.add_message(self._channels[topic], stamp_ns, message, stamp_ns)

    def finish(self, trial: Mapping[str, Any], world_file: str) -> None:
        """Complete the file with what was driven; world_file: JSON."""
        for name, text in ((TRIAL, json.dumps(trial)), (WORLD, world_file)):
            self._writer.add_attachment(0, 0, name, 'application/json', text.encode())
        self._writer.finish()  # type: ignore[no-untyped-call]
        self._stream.close()
        self._part.replace(self.path)

    def discard(self) -> None:
        """Leave nothing behind of a file that was not finished."""
        self._stream.close()
        self._part.unlink(missing_ok=True)
