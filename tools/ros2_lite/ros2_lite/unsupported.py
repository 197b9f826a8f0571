"""What the official `ros2` offers and this one does not, so that it can be named."""

COMMANDS = frozenset(
    [
        'bag',
        'component',
        'control',
        'daemon',
        'doctor',
        'extension_points',
        'extensions',
        'lifecycle',
        'multicast',
        'plugin',
        'security',
        'test',
        'trace',
        'wtf',
    ]
)

VERBS = {
    'action': frozenset({'echo', 'find', 'info', 'show', 'type'}),
    'interface': frozenset({'info', 'package', 'packages', 'proto'}),
    'node': frozenset({'get_type_description', 'log'}),
    'param': frozenset({'delete', 'describe', 'load'}),
    'pkg': frozenset({'create', 'depends', 'xml'}),
    'service': frozenset({'echo', 'find', 'info'}),
    'topic': frozenset({'bw', 'delay', 'find'}),
}


def unsupported_words(argv: list[str]) -> str | None:
    """Name the command or verb of `argv` that only the official `ros2` has."""
    if argv and argv[0] in COMMANDS:
        return f'ros2 {argv[0]}'
    if len(argv) > 1 and argv[1] in VERBS.get(argv[0], ()):
        return f'ros2 {argv[0]} {argv[1]}'
    return None
