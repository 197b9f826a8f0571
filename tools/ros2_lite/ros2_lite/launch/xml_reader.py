"""Reads XML into elements that remember their file and line."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ros2_lite.launch.errors import LaunchError


@dataclass
class Element:
    """One tag of a launch file."""

    tag: str
    attributes: dict[str, str]
    place: str
    """`FILE:LINE` of the opening tag, for messages."""
    children: list['Element'] = field(default_factory=list)

    def all(self, tag: str) -> list['Element']:
        """Return the children with this tag."""
        return [child for child in self.children if child.tag == tag]


def read_xml(file: Path) -> Element:
    """Return the root element. Raises LaunchError for text that is not well-formed XML."""
    builder = _Builder(file)
    try:
        builder.parser.Parse(file.read_bytes(), True)
    except OSError as error:
        raise LaunchError.at(str(file), f'cannot be read: {error.strerror}') from error
    except expat.ExpatError as error:
        message = f'not well-formed XML: {expat.ErrorString(error.code)}'
        raise LaunchError.at(f'{file}:{error.lineno}', message) from error
    return builder.root


class _Builder:
    """Receives the events of the XML parser."""

    root: Element

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._on_start
        self.parser.EndElementHandler = self._on_end
        self.parser.CharacterDataHandler = self._on_text

    def _on_start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self._place())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _on_end(self, _tag: str) -> None:
        self._open.pop()

    def _on_text(self, text: str) -> None:
        if text.strip():
            message = f'text "{text.strip()}" in <{self._open[-1].tag}>; only tags can stand here'
            raise LaunchError.at(self._place(), message)

    def _place(self) -> str:
        return f'{self._file}:{self.parser.CurrentLineNumber}'
