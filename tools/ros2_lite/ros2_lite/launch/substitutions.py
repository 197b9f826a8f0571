"""The substitutions of launch files: `$(var x)`, `$(env X)`, `$(find-pkg-share p)` and so on."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from ros2_lite.launch.conditions import is_true
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.expressions import evaluate_expression
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.templates import Call, Template, parse_template
from ros2_lite.packages import executable_path, package_prefix, package_share


@dataclass(frozen=True)
class Substitution:
    """How many arguments it takes, how `--show-args` names it, and what it becomes."""

    fewest: int
    most: int
    title: str
    run: Callable[..., str]
    """Called with the scope and the expanded arguments."""


def expand(text: str, scope: Scope) -> str:
    """Return `text` with every substitution replaced by its value."""
    return expand_template(parse_template(text), scope)


def expand_template(template: Template, scope: Scope) -> str:
    """Return the text of a parsed value."""
    return ''.join(p if isinstance(p, str) else expand_call(p, scope) for p in template)


def expand_call(call: Call, scope: Scope) -> str:
    """Return the value of one substitution."""
    arguments = [expand_template(argument, scope) for argument in call.arguments]
    try:
        return SUBSTITUTIONS[call.name].run(scope, *arguments)
    except RuntimeError as error:
        raise LaunchError(str(error)) from error


def check_template(text: str) -> None:
    """Raise LaunchError for a substitution that is not known or has the wrong arguments."""
    for part in parse_template(text):
        if isinstance(part, Call):
            _check_call(part)


def describe(text: str) -> str:
    """Return the value as the official `--show-args` prints it, for example `LaunchConfig('x')`."""
    return _describe(parse_template(text))


def _check_call(call: Call) -> None:
    known = SUBSTITUTIONS.get(call.name)
    if known is None:
        names = ', '.join(SUBSTITUTIONS)
        raise LaunchError(f'substitution $({call.name}) is not supported here; known: {names}')
    if not known.fewest <= len(call.arguments) <= known.most:
        wanted = ' or '.join(str(n) for n in range(known.fewest, known.most + 1))
        raise LaunchError(f'$({call.name}) takes {wanted} arguments, got {len(call.arguments)}')
    for argument in call.arguments:
        for part in argument:
            if isinstance(part, Call):
                _check_call(part)


def _describe(template: Template) -> str:
    words = []
    for part in template or ('',):
        if isinstance(part, str):
            words.append(f"'{part}'")
        else:
            arguments = ', '.join(_describe(argument) for argument in part.arguments)
            words.append(f'{SUBSTITUTIONS[part.name].title}({arguments})')
    return ' + '.join(words)


def _variable(scope: Scope, name: str, default: str | None = None) -> str:
    value = scope.variables.get(name, default)
    if value is None:
        raise LaunchError(f"launch configuration '{name}' does not exist")
    return value


def _environment(scope: Scope, name: str, default: str | None = None) -> str:
    value = scope.environment.get(name, default)
    if value is None:
        raise LaunchError(f"environment variable '{name}' does not exist")
    return value


def _find_executable(scope: Scope, name: str) -> str:
    path = shutil.which(name, path=scope.environment.get('PATH'))
    if path is None:
        raise LaunchError(f"executable '{name}' not found on the PATH")
    return path


def _boolean(value: bool) -> str:
    return 'true' if value else 'false'


SUBSTITUTIONS = {
    'var': Substitution(1, 2, 'LaunchConfig', _variable),
    'env': Substitution(1, 2, 'EnvVar', _environment),
    'eval': Substitution(1, 1, 'PythonExpr', lambda _, text: evaluate_expression(text)),
    'dirname': Substitution(0, 0, 'ThisLaunchFileDir', lambda scope: str(scope.file.parent)),
    'filename': Substitution(0, 0, 'ThisLaunchFile', lambda scope: str(scope.file)),
    'find-pkg-share': Substitution(1, 1, 'FindPackageShare', lambda _, name: package_share(name)),
    'find-pkg-prefix': Substitution(
        1, 1, 'FindPackagePrefix', lambda _, name: package_prefix(name)
    ),
    'find-exec': Substitution(1, 1, 'FindExec', _find_executable),
    'exec-in-pkg': Substitution(
        2, 2, 'ExecInPackage', lambda _, name, package: executable_path(package, name)
    ),
    'not': Substitution(1, 1, 'Not', lambda _, a: _boolean(not is_true(a))),
    'and': Substitution(2, 2, 'And', lambda _, a, b: _boolean(is_true(a) and is_true(b))),
    'or': Substitution(2, 2, 'Or', lambda _, a, b: _boolean(is_true(a) or is_true(b))),
    'equals': Substitution(2, 2, 'Equals', lambda _, a, b: _boolean(a == b)),
    'not-equals': Substitution(2, 2, 'NotEquals', lambda _, a, b: _boolean(a != b)),
}
