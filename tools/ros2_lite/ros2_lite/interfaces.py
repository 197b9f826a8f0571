"""Interface types: where their definition is, and their Python classes."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from ament_index_python.resources import get_resource, get_resources

from ros2_lite.packages import package_prefix

_INDEX = 'rosidl_interfaces'


def interface_names(kind: str) -> list[str]:
    """Return the names, such as `std_msgs/msg/String`, of one kind: msg, srv or action."""
    names = []
    for package in get_resources(_INDEX):
        lines = get_resource(_INDEX, package)[0].splitlines()
        names += [f'{package}/{line.removesuffix(".idl")}' for line in lines if _is(line, kind)]
    return sorted(names)


def interface_file(name: str) -> Path:
    """Return the text file that defines `PACKAGE/KIND/NAME`."""
    parts = name.split('/')
    if len(parts) != 3:
        raise RuntimeError(f"Invalid name '{name}'. Expected three parts separated by '/'")
    try:
        prefix = package_prefix(parts[0])
    except RuntimeError as error:
        raise RuntimeError(f"Unknown package '{parts[0]}'") from error
    file = Path(prefix, 'share', f'{name}.{parts[1]}')
    if not file.is_file():
        raise RuntimeError(f"Could not find the interface '{file}'")
    return file


def load_checked_type(name: str, kind: str) -> Any:  # noqa: ANN401
    """Return the class as `load_type` does, one that refuses values that do not fit its fields."""
    # Read by generated code when it is imported; costly for large messages, so not always on.
    os.environ.setdefault('ROS_PYTHON_CHECK_FIELDS', '1')
    return load_type(name, kind)


def load_type(name: str, kind: str) -> Any:  # noqa: ANN401
    """Return the class of `PACKAGE/KIND/NAME`, or of `PACKAGE/NAME` for short.

    Its attributes are generated and have no types.
    """
    words = {'msg': 'message', 'srv': 'service', 'action': 'action'}
    parts = name.split('/')
    try:
        if len(parts) not in (2, 3) or (len(parts) == 3 and parts[1] != kind):
            raise ValueError
        return getattr(import_module(f'{parts[0]}.{kind}'), parts[-1])
    except (AttributeError, ModuleNotFoundError, ValueError) as error:
        raise RuntimeError(f'The passed {words[kind]} type is invalid') from error


def _is(line: str, kind: str) -> bool:
    return line.startswith(f'{kind}/') and line.endswith('.idl')
