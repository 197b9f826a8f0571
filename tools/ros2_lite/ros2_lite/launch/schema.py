"""The tags and attributes of launch files that are read here; anything else is an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.substitutions import check_template
from ros2_lite.launch.xml_reader import Element, read_xml


@dataclass(frozen=True)
class Tag:
    """What one tag must have, may have, and may hold."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    children: Mapping[str, 'Tag'] = field(default_factory=dict)


_CONDITION = ('if', 'unless')
_PROCESS = (
    *_CONDITION,
    'name',
    'cwd',
    'output',
    'launch-prefix',
    'on_exit',
    'respawn',
    'respawn_delay',
    'respawn_max_retries',
)
_PAIR = Tag(('name', 'value'))
_NESTED_PARAM: dict[str, Tag] = {}
_NESTED_PARAM['param'] = Tag(('name',), ('value', 'type'), _NESTED_PARAM)
_PARAM = Tag((), ('name', 'value', 'type', 'from'), _NESTED_PARAM)
_ACTIONS: dict[str, Tag] = {
    'arg': Tag(('name',), ('default', 'description', *_CONDITION), {'choice': Tag(('value',))}),
    'let': Tag(('name', 'value'), _CONDITION),
    'set_env': Tag(('name', 'value'), _CONDITION),
    'unset_env': Tag(('name',), _CONDITION),
    'push_ros_namespace': Tag(('namespace',), _CONDITION),
    'push-ros-namespace': Tag(('namespace',), _CONDITION),
    'include': Tag(('file',), _CONDITION, {'arg': _PAIR, 'let': _PAIR}),
    'executable': Tag(('cmd',), (*_PROCESS, 'shell'), {'env': _PAIR}),
    'node': Tag(
        ('pkg', 'exec'),
        (*_PROCESS, 'namespace', 'args', 'ros_args', 'exec_name'),
        {'param': _PARAM, 'remap': Tag(('from', 'to')), 'env': _PAIR},
    ),
}
_ACTIONS['group'] = Tag((), (*_CONDITION, 'scoped'), _ACTIONS)
_LAUNCH = Tag((), ('version',), _ACTIONS)


def read_launch(file: Path) -> Element:
    """Return the root of a launch file; LaunchError at what is not known: tag, attribute, call."""
    root = read_xml(file)
    if root.tag != 'launch':
        raise LaunchError.at(root.place, f'the outermost tag must be <launch>, not <{root.tag}>')
    _check(root, _LAUNCH)
    return root


def _check(element: Element, tag: Tag) -> None:
    for name in tag.required:
        if name not in element.attributes:
            raise LaunchError.at(element.place, f"<{element.tag}> lacks the attribute '{name}'")
    for name, value in element.attributes.items():
        if name not in (*tag.required, *tag.optional):
            message = f"<{element.tag}> has an attribute '{name}', which is not supported here"
            known = (*tag.required, *tag.optional)
            raise LaunchError.at(element.place, message + _hint(name, known))
        try:
            check_template(value)
        except LaunchError as error:
            raise LaunchError.at(element.place, f"attribute '{name}': {error}") from None
    for child in element.children:
        if child.tag not in tag.children:
            message = f'<{child.tag}> in <{element.tag}> is not supported here'
            raise LaunchError.at(child.place, message + _hint(child.tag, tuple(tag.children)))
        _check(child, tag.children[child.tag])


def _hint(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return ''
    close = get_close_matches(name, known, n=1)
    return f'; did you mean {close[0]}?' if close else f'; known: {", ".join(known)}'
