"""The language of attribute values."""

import pytest
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.templates import Call, parse_template


def test_text_without_a_substitution_stays_as_it_is():
    assert parse_template('it costs 5$, "(maybe)"') == ('it costs 5$, "(maybe)"',)


def test_substitutions_stand_between_texts():
    assert parse_template('a$(var x)b') == ('a', Call('var', (('x',),)), 'b')


def test_arguments_are_separated_by_spaces_and_may_be_quoted():
    (call,) = parse_template("$(env NAME 'a b (c)')")
    assert call == Call('env', (('NAME',), ('a b (c)',)))


def test_arguments_hold_substitutions_again_within_quotes_too():
    inner = Call('var', (('mode',),))
    assert parse_template('$(find-pkg-share $(var mode))')[0].arguments == ((inner,),)
    (call,) = parse_template("""$(eval '"$(var mode)" == "graph"')""")
    assert call.arguments == (('"', inner, '" == "graph"'),)


def test_a_backslash_takes_the_meaning_from_the_next_character():
    assert parse_template(r'\$(var x)') == ('$(var x)',)
    assert parse_template(r"$(eval '\'a\'')")[0].arguments == (("'a'",),)


@pytest.mark.parametrize(
    'text', ['$(var x', '$(', '$()', "$(env A 'b)", "$(eval 'a'b)", '$(eval max(1))', "$(var x'y)"]
)
def test_malformed_text_is_an_error_that_quotes_it(text):
    with pytest.raises(LaunchError) as error:
        parse_template(text)
    assert text in str(error.value)
