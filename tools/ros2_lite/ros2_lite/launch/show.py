"""What a launch file says, without running it: `--show-args` and `--print`."""

from collections.abc import Iterator
from pathlib import Path

from ros2_lite.launch.attributes import text
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.launch_arguments import LaunchArgument
from ros2_lite.launch.schema import read_launch
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.substitutions import describe
from ros2_lite.launch.xml_reader import Element


def show_arguments(file: Path) -> str:
    """Return what `--show-args` prints for a launch file and the files it includes."""
    found: dict[str, tuple[LaunchArgument, bool]] = {}
    for argument, conditional in _arguments((file,), conditional=False):
        found.setdefault(argument.name, (argument, conditional))
    lines = ["Arguments (pass arguments as '<name>:=<value>'):"]
    lines += [_paragraph(*entry) for entry in found.values()]
    if not found:
        lines.append('\n  No arguments.')
    elif any(conditional for _, conditional in found.values()):
        lines.append('\n* argument(s) which are only used if specific conditions occur')
    return '\n'.join(lines)


def _arguments(files: tuple[Path, ...], conditional: bool) -> Iterator[tuple[LaunchArgument, bool]]:
    """Yield the arguments of the last of `files`, which the one before it includes, and so on."""
    yield from _arguments_in(read_launch(files[-1]).children, files, conditional)


def _arguments_in(
    elements: list[Element], files: tuple[Path, ...], conditional: bool
) -> Iterator[tuple[LaunchArgument, bool]]:
    for element in elements:
        depends = conditional or not element.attributes.keys().isdisjoint({'if', 'unless'})
        if element.tag == 'arg':
            yield LaunchArgument(element), depends
        elif element.tag == 'group':
            yield from _arguments_in(element.children, files, depends)
        elif element.tag == 'include':
            yield from _arguments_of_include(element, files, depends)


def _arguments_of_include(
    element: Element, files: tuple[Path, ...], conditional: bool
) -> Iterator[tuple[LaunchArgument, bool]]:
    """Yield what the included file still asks for; a file only known at run time is left out."""
    try:
        file = Path(text(element, 'file', Scope(files[-1], {}, {}))).absolute()
    except LaunchError:
        return
    if file in files:
        raise LaunchError.at(element.place, f'{file} includes itself')
    passed = {child.attributes['name'] for child in element.children}
    for argument, depends in _arguments((*files, file), conditional):
        if argument.name not in passed:
            yield argument, depends


def _paragraph(argument: LaunchArgument, conditional: bool) -> str:
    star = '*' if conditional else ''
    paragraph = f"\n    '{argument.name}':{star}\n        {argument.description}"
    if argument.default is not None:
        paragraph += f'\n        (default: {describe(argument.default)})'
    return paragraph


def show_description(file: Path) -> str:
    """Return what `--print` prints: the tags of a launch file as a tree."""
    return '\n'.join([str(file), *_tree(read_launch(file).children, indent='')])


def _tree(elements: list[Element], indent: str) -> Iterator[str]:
    for element in elements:
        last = element is elements[-1]
        attributes = ''.join(f' {name}={value!r}' for name, value in element.attributes.items())
        yield f'{indent}{"└── " if last else "├── "}{element.tag}{attributes}'
        yield from _tree(element.children, indent + ('    ' if last else '│   '))
