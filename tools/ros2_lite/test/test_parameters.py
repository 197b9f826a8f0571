"""Types of parameter values."""

import pytest
from ros2_lite.launch.parameters import typed_value


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('3', 3),
        ('3.0', 3.0),
        ('true', True),
        ('mars', 'mars'),
        ("'3'", '3'),
        ('', ''),
        ('[1, 2]', [1, 2]),
        ('[a, b]', ['a', 'b']),
        ('a: b: c', 'a: b: c'),
    ],
)
def test_yaml_decides_the_type_where_none_is_given(text, value):
    guessed = typed_value(text, None)
    assert guessed == value
    assert type(guessed) is type(value)


@pytest.mark.parametrize(
    ('text', 'type_name', 'value'),
    [
        ('3', 'str', '3'),
        ('3', 'float', 3.0),
        ('1', 'bool', True),
        ('[1, 2]', 'list_of_float', [1.0, 2.0]),
    ],
)
def test_a_given_type_counts(text, type_name, value):
    typed = typed_value(text, type_name)
    assert typed == value
    assert type(typed) is type(value)


@pytest.mark.parametrize(
    ('text', 'type_name'),
    [
        ('[1, a]', None),
        ('{a: 1}', None),
        ('[]', None),
        ('x', 'int'),
        ('3', 'list_of_int'),
        ('3', 'number'),
    ],
)
def test_what_no_parameter_can_hold_is_an_error(text, type_name):
    with pytest.raises(ValueError, match=r'\w'):
        typed_value(text, type_name)
