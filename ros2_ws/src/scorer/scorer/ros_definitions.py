"""The definitions of message types, as an MCAP file keeps them beside the messages."""

from importlib import import_module
from pathlib import Path
from typing import Any

from ament_index_python.packages import get_package_share_directory
from rosidl_adapter.parser import parse_message_file

from scorer.replay_topics import MessageType

_SEPARATOR = '=' * 80  # between a definition and those of the types in it


def message_class(name: str) -> Any:  # noqa: ANN401
    """Return the class of a type, e.g. of ``sensor_msgs/msg/Imu``; raises ImportError."""
    package, _, short = name.split('/')
    return getattr(import_module(f'{package}.msg'), short)


def message_type(name: str) -> MessageType:
    """Look up an installed type, e.g. ``sensor_msgs/msg/Imu``, with all that it is made of.

    Raises:
        LookupError: its package is not installed.
        OSError: it is installed without its definition.
    """
    package, _, short = name.split('/')
    texts = {(package, short): _read(package, short)}
    waiting = [(package, short)]
    while waiting:
        for part in _parts(*waiting.pop()):
            if part not in texts:
                texts[part] = _read(*part)
                waiting.append(part)
    first, *others = texts.items()
    return MessageType(
        name,
        '\n'.join(
            [first[1], *(f'{_SEPARATOR}\nMSG: {"/".join(at)}\n{text}' for at, text in others)]
        ),
    )


def _parts(package: str, short: str) -> list[tuple[str, str]]:
    fields = parse_message_file(package, str(_file(package, short))).fields
    return [
        (field.type.pkg_name, field.type.type)
        for field in fields
        if not field.type.is_primitive_type()
    ]


def _read(package: str, short: str) -> str:
    return _file(package, short).read_text(encoding='utf-8')


def _file(package: str, short: str) -> Path:
    return Path(get_package_share_directory(package)) / 'msg' / f'{short}.msg'
