"""The page of messages, services and actions, from the interface files and their comments."""

from pathlib import Path

INTERFACES = Path(__file__).resolve().parents[2] / 'ros2_ws' / 'src' / 'rover_interfaces'
PARTS = {
    'msg': ('',),
    'srv': ('request', 'reply'),
    'action': ('goal', 'result', 'feedback'),
}
TITLES = {'msg': 'Messages', 'srv': 'Services', 'action': 'Actions'}


def interfaces_page() -> str:
    """Return the page as Markdown."""
    lines = ['# Messages, services and actions', '']
    lines += ['Package `rover_interfaces`. Made by `docs/build` from the interface files.', '']
    for kind, parts in PARTS.items():
        lines += [f'## {TITLES[kind]}', '']
        for file in sorted((INTERFACES / kind).glob(f'*.{kind}')):
            lines += [f'### {file.stem}', '', *_interface(file.read_text(), parts), '']
    return '\n'.join(lines).rstrip() + '\n'


def _interface(text: str, parts: tuple[str, ...]) -> list[str]:
    """Return the leading comment as prose, and tables of fields and constants per part."""
    head = []
    body = text.splitlines()
    while body and body[0].startswith('#'):
        head.append(body.pop(0).lstrip('# '))
    lines = [' '.join(head)]
    for part, section in zip(parts, '\n'.join(body).split('---'), strict=True):
        entries = [line for line in section.splitlines() if line.strip()]
        constants = [line for line in entries if '=' in line.partition('#')[0]]
        fields = [line for line in entries if line not in constants]
        lines += ['', f'{part} fields:' if part else 'fields:', '', *_table('name', fields)]
        if constants:
            lines += ['', 'constants:', '', *_table('constant', constants)]
    return lines


def _table(what: str, entries: list[str]) -> list[str]:
    if not entries:
        return ['none']
    return [f'| type | {what} | meaning |', '|---|---|---|', *map(_row, entries)]


def _row(line: str) -> str:
    field, _, comment = line.partition('#')
    kind, name = field.strip().split(maxsplit=1)
    name = name.replace('=', ' = ')
    return f'| {kind.replace("rover_interfaces/", "")} | `{name}` | {comment.strip()} |'
