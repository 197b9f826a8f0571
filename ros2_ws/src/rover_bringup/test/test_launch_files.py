"""Launch files are small, say what each argument is for, and name parameters that exist."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

PACKAGE = Path(__file__).resolve().parents[1]
LAUNCH_FILES = sorted((PACKAGE / 'launch').glob('*.launch.xml'))
PARAMS_FILES = sorted((PACKAGE / 'params').glob('*.yaml'))
VARIABLE = re.compile(r'\$\(var ([a-z_]+)\)')
HERE = '$(find-pkg-share rover_bringup)/'

each_launch_file = pytest.mark.parametrize('file', LAUNCH_FILES, ids=lambda file: file.name)


def root_of(file: Path) -> ElementTree.Element:
    return ElementTree.parse(file).getroot()


def arguments(file: Path) -> list[ElementTree.Element]:
    return root_of(file).findall('arg')


@each_launch_file
def test_a_launch_file_is_short(file: Path) -> None:
    assert len(file.read_text().splitlines()) < 80


@each_launch_file
def test_every_argument_has_a_default_and_a_description(file: Path) -> None:
    bare = [
        arg.get('name')
        for arg in arguments(file)
        if not {'default', 'description'} <= set(arg.keys())
    ]
    assert not bare


@each_launch_file
def test_every_argument_is_declared_once_and_used(file: Path) -> None:
    declared = [arg.get('name') for arg in arguments(file)]
    used = VARIABLE.findall(file.read_text())
    assert sorted(declared) == sorted(set(used))


@each_launch_file
def test_included_files_and_parameter_files_exist(file: Path) -> None:
    named = [
        value
        for element in root_of(file).iter()
        for value in element.attrib.values()
        if value.startswith(HERE) and value.endswith(('.xml', '.yaml'))
    ]
    missing = [value for value in named if not (PACKAGE / value.removeprefix(HERE)).is_file()]
    assert named
    assert not missing


@each_launch_file
def test_included_files_get_arguments_that_they_declare(file: Path) -> None:
    for include in root_of(file).iter('include'):
        declared = {
            arg.get('name') for arg in arguments(PACKAGE / include.get('file').removeprefix(HERE))
        }
        assert {arg.get('name') for arg in include.findall('arg')} <= declared


@pytest.mark.parametrize('file', PARAMS_FILES, ids=lambda file: file.name)
def test_a_parameter_file_has_sections_by_node_name_only(file: Path) -> None:
    for section, content in yaml.safe_load(file.read_text()).items():
        assert re.fullmatch(r'/\*\*/[a-z_]+', section)
        assert list(content) == ['ros__parameters']
