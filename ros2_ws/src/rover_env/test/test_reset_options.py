import pytest
from hypothesis import given
from hypothesis import strategies as st
from rover_env.env_backend import EnvError
from rover_env.reset_options import parse_options
from rover_env.starts import StartError, StartRule


def test_no_text_is_no_options():
    assert parse_options('') == parse_options(' \n') == {}


def test_an_object_is_taken_as_it_is():
    assert parse_options('{"x": 1, "yaw": 0.5}') == {'x': 1, 'yaw': 0.5}


@pytest.mark.parametrize('text', ['{', '3', '[1]', 'null', '"x"', '[' * 100_000])
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(EnvError, match='start_jitter'):
        parse_options(text)


@given(st.text())
def test_no_text_at_all_breaks_it(text):
    try:
        assert isinstance(parse_options(text), dict)
    except EnvError as error:
        assert str(error)


@given(st.dictionaries(st.sampled_from(['x', 'y', 'yaw', 'start_jitter', 'z']), st.floats()))
def test_options_make_a_rule_or_a_sentence(options):
    try:
        rule = StartRule().with_options(options)
    except StartError as error:
        assert str(error)
    else:
        assert rule.pose is None or len(rule.pose) == 3
