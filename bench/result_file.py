"""The JSON file that a benchmark leaves behind, and what it says about the machine."""

import json
import os
import platform
from pathlib import Path
from typing import Any


def machine(load_before: float) -> dict[str, Any]:
    """Return how busy the machine was before and is now, its cores and its Python."""
    return {
        'load_before': load_before,
        'load_after': os.getloadavg()[0],
        'cores': os.cpu_count(),
        'python': platform.python_version(),
    }


def write_result(path: Path, result: Any) -> None:  # noqa: ANN401
    """Write a result and tell where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + '\n', encoding='utf-8')
    print(f'written to {path}')


def put_into(page: Path, command: str, lines: list[str]) -> None:
    """Replace what stands in a Markdown page between the marks of a command's table."""
    begin, end = f'<!-- table: {command} -->\n', '<!-- end of table -->\n'
    before, found, rest = page.read_text(encoding='utf-8').partition(begin)
    if not found:
        raise ValueError(f'{page} has no line {begin.strip()!r} to put the table behind')
    _, _, after = rest.partition(end)
    text = before + begin + '\n' + '\n'.join(lines) + '\n\n' + end + after
    page.write_text(text, encoding='utf-8')
