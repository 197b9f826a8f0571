"""Python expressions of `$(eval ...)`: arithmetic, comparisons, text, and the math module."""

import ast
import math

from ros2_lite.launch.errors import LaunchError

_FUNCTIONS = (abs, bool, float, int, len, max, min, round, str, sum)
_NAMES: dict[str, object] = {
    **{name: value for name, value in vars(math).items() if not name.startswith('_')},
    **{function.__name__: function for function in _FUNCTIONS},
    'math': math,
}
_TEXT_METHODS = {
    'capitalize',
    'count',
    'endswith',
    'find',
    'join',
    'lower',
    'lstrip',
    'replace',
    'rstrip',
    'split',
    'startswith',
    'strip',
    'title',
    'upper',
}
_NODES = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.Attribute,
    ast.Call,
    ast.keyword,
    ast.BoolOp,
    ast.boolop,
    ast.BinOp,
    ast.operator,
    ast.UnaryOp,
    ast.unaryop,
    ast.Compare,
    ast.cmpop,
    ast.IfExp,
    ast.Subscript,
    ast.Slice,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
)


def evaluate_expression(text: str) -> str:
    """Return the value of the expression as text. Raises LaunchError where that cannot be."""
    try:
        tree = ast.parse(text.strip(), mode='eval')
        for node in ast.walk(tree):
            _check(node)
        return str(eval(compile(tree, '<eval>', 'eval'), {'__builtins__': {}}, _NAMES))
    except LaunchError as error:
        raise LaunchError(f'$(eval {text}): {error}') from None
    except Exception as error:
        raise LaunchError(f'$(eval {text}): {type(error).__name__}: {error}') from error


def _check(node: ast.AST) -> None:
    """Refuse whatever could reach beyond plain values, by name."""
    if not isinstance(node, _NODES):
        raise LaunchError(f'{type(node).__name__} is not supported here')
    if isinstance(node, ast.Name) and node.id not in _NAMES:
        raise LaunchError(f"name '{node.id}' is not known here; put text in quotes")
    if isinstance(node, ast.Attribute):
        of_math = isinstance(node.value, ast.Name) and node.value.id == 'math'
        if not (of_math and node.attr in _NAMES) and node.attr not in _TEXT_METHODS:
            raise LaunchError(f"'.{node.attr}' is not supported here")
