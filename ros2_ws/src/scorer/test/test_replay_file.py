"""A replay is on the disk as a whole or not at all, and what is none is refused."""

from pathlib import Path

import pytest
from mcap.reader import make_reader
from scorer.replay import ReplayError, read_replay
from scorer.replay_file import MAX_BYTES, ReplayFile
from scorer.replay_topics import MessageType, ReplayTopic

TYPES = {'scan': MessageType('std_msgs/msg/String', 'string data')}
HELLO = b'\x00\x01\x00\x00\x06\x00\x00\x00hello\x00'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'replays' / 'one.mcap'


def test_a_finished_file_holds_messages_and_what_was_driven(path: Path) -> None:
    file = ReplayFile(path, TYPES)
    file.write('scan', 5, HELLO)
    assert not path.exists()
    file.finish({'seed': 7}, '{}')
    assert [entry.name for entry in path.parent.iterdir()] == ['one.mcap']
    with path.open('rb') as stream:
        reader = make_reader(stream)
        ((schema, channel, message),) = reader.iter_messages()
        assert (schema.name, channel.topic) == ('std_msgs/msg/String', '/scan')
        assert (message.log_time, message.data) == (5, HELLO)
        assert [entry.data for entry in reader.iter_attachments()] == [b'{"seed": 7}', b'{}']


def test_a_discarded_file_leaves_nothing_behind(path: Path) -> None:
    file = ReplayFile(path, TYPES)
    file.write('scan', 5, HELLO)
    file.discard()
    assert not list(path.parent.iterdir())


def test_the_stamp_of_a_message_is_read_in_either_byte_order() -> None:
    scan = ReplayTopic('scan', 'sensor_msgs/msg/LaserScan')
    assert scan.stamp_ns(b'\0\1\0\0' + b'\2\0\0\0' + b'\3\0\0\0') == 2_000_000_003
    assert scan.stamp_ns(b'\0\0\0\0' + b'\0\0\0\2' + b'\0\0\0\3') == 2_000_000_003
    assert scan.stamp_ns(b'\0\1\0\0') is None


def test_what_is_no_replay_is_refused_in_one_sentence(path: Path, tmp_path: Path) -> None:
    file = ReplayFile(path, TYPES)
    file.write('scan', 5, HELLO)
    file.finish({}, '{}')
    (tmp_path / 'cut.mcap').write_bytes(path.read_bytes()[:-40])
    (tmp_path / 'notes.mcap').write_text('not a recording')
    (tmp_path / 'empty.mcap').touch()
    for name in ('cut.mcap', 'notes.mcap', 'empty.mcap', 'replays/one.mcap'):
        with pytest.raises(ReplayError, match='is not the replay of a trial, or is cut off'):
            read_replay(tmp_path / name)
    with pytest.raises(ReplayError, match='none.mcap cannot be read: No such file'):
        read_replay(tmp_path / 'none.mcap')


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / 'huge.mcap').open('wb') as stream:
        stream.truncate(2 * MAX_BYTES)
    with pytest.raises(ReplayError, match='huge.mcap is larger than a replay can be'):
        read_replay(tmp_path / 'huge.mcap')
