"""What substitutions become."""

from pathlib import Path

import pytest
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.substitutions import check_template, describe, expand


@pytest.fixture
def scope():
    variables = {'world': 'mars', 'n': '3', 'on': 'true'}
    return Scope(Path('/launch/test.launch.xml'), variables, {'HOME': '/home/me'})


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('$(var world).yaml', 'mars.yaml'),
        ('$(var nothing default)', 'default'),
        ("$(env HOME)$(env NOTHING '')", '/home/me'),
        ('$(dirname)/../params', '/launch/../params'),
        ('$(filename)', '/launch/test.launch.xml'),
        ("$(eval '$(var n) > 2')", 'True'),
        ('$(eval \'"$(var world)".upper()\')', 'MARS'),
        ('$(not $(var on))', 'false'),
        ('$(and true $(var on))', 'true'),
        ('$(or false $(not $(var on)))', 'false'),
        ('$(equals $(var world) mars)', 'true'),
        ('$(not-equals $(var world) mars)', 'false'),
    ],
)
def test_substitutions_are_replaced(scope, text, value):
    assert expand(text, scope) == value


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('$(var nothing)', "launch configuration 'nothing' does not exist"),
        ('$(env NOTHING)', "environment variable 'NOTHING' does not exist"),
        ('$(not maybe)', "'maybe' is neither true"),
        ('$(find-exec no_such_program)', "'no_such_program' not found"),
    ],
)
def test_what_has_no_value_is_named(scope, text, message):
    with pytest.raises(LaunchError, match=message):
        expand(text, scope)


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ("$(command 'ls')", r'\$\(command\) is not supported here; known: var, env'),
        ('$(var $(anon a))', r'\$\(anon\) is not supported here'),
        ('$(env)', r'\$\(env\) takes 1 or 2 arguments, got 0'),
    ],
)
def test_unknown_substitutions_are_found_without_a_value(text, message):
    with pytest.raises(LaunchError, match=message):
        check_template(text)


def test_packages_are_found_in_the_ament_index(scope, tmp_path, monkeypatch):
    marker = tmp_path / 'share/ament_index/resource_index/packages/probe_package'
    marker.parent.mkdir(parents=True)
    marker.touch()
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(tmp_path))
    assert expand('$(find-pkg-share probe_package)', scope) == f'{tmp_path}/share/probe_package'
    assert expand('$(find-pkg-prefix probe_package)', scope) == str(tmp_path)
    with pytest.raises(LaunchError, match='no_such_package'):
        expand('$(find-pkg-share no_such_package)', scope)


def test_descriptions_read_like_the_official_ones():
    assert describe('$(var a)/x') == "LaunchConfig('a') + '/x'"
    assert describe('mars') == "'mars'"
