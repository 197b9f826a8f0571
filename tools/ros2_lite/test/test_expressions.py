"""Python expressions of launch files."""

import pytest
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.expressions import evaluate_expression


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('1 + 2 * 3', '7'),
        ("'mars' == 'mars' and not False", 'True'),
        ("'fast' if 3 > 2 else 'full'", 'fast'),
        ('round(sqrt(2) + math.pi, 2)', '4.56'),
        ("'Mars'.lower() in ['mars', 'moon']", 'True'),
        ("len('abc'[1:])", '2'),
        ('max(int("3"), 2)', '3'),
    ],
)
def test_expressions_give_their_value_as_text(text, value):
    assert evaluate_expression(text) == value


@pytest.mark.parametrize(
    ('text', 'named'),
    [
        ('__import__("os")', '__import__'),
        ('().__class__', '__class__'),
        ("'{0.__class__}'.format(1)", '.format'),
        ('[x for x in (1, 2)]', 'ListComp'),
        ('(lambda: 1)()', 'Lambda'),
        ('mars == 1', 'mars'),
        ('1 / 0', 'ZeroDivisionError'),
        ('1 +', 'SyntaxError'),
    ],
)
def test_what_is_not_a_plain_expression_is_refused_by_name(text, named):
    with pytest.raises(LaunchError, match=named):
        evaluate_expression(text)
