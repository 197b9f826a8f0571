"""The rooms of the house: who may import whom, and where ROS may be seen."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[1] / 'ros2_ws' / 'src'

# Each package and the packages it may import; nothing points back up.
ARROWS = {
    'rover_description': set(),
    'mars_world': {'rover_description'},
    'rover_env': {'mars_world', 'rover_description'},
    'policy_trainer': {'rover_env', 'mars_world', 'rover_description'},
    'policy_server': {'rover_env'},
    'scorer': {'policy_server', 'rover_env', 'mars_world', 'rover_description'},
    'rover_web': {'scorer', 'policy_trainer', 'rover_env', 'mars_world', 'rover_description'},
    'rover_bringup': set(),
}
ROS = {'rclpy', 'rover_interfaces', 'ament_index_python'}
HEAVY = {'torch', 'stable_baselines3', 'mujoco', 'numba', 'scipy'}


def modules(package: str) -> list[Path]:
    return sorted((SOURCES / package / package).rglob('*.py'))


def imports(file: Path) -> set[str]:
    """Top-level names that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split('.')[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split('.')[0])
    return names


def is_ros_face(file: Path) -> bool:
    return file.stem.endswith(('_node', '_client')) or file.stem.startswith('ros_')


def test_every_package_is_in_the_list() -> None:
    packages = {manifest.parent.name for manifest in SOURCES.glob('*/package.xml')}
    assert packages == set(ARROWS) | {'rover_interfaces'}


@pytest.mark.parametrize('package', ARROWS)
def test_package_imports_only_what_its_arrows_allow(package: str) -> None:
    wrong = {
        f'{file.name} imports {name}'
        for file in modules(package)
        for name in imports(file) & set(ARROWS) - ARROWS[package] - {package}
    }
    assert not wrong


@pytest.mark.parametrize('package', ARROWS)
def test_only_node_files_import_ros(package: str) -> None:
    def is_ros(name: str) -> bool:
        return name in ROS or name.endswith('_msgs') or name == 'std_srvs'

    pure = [file for file in modules(package) if not is_ros_face(file)]
    assert not {
        f'{file.name} imports {name}' for file in pure for name in imports(file) if is_ros(name)
    }


def test_policy_server_needs_neither_torch_nor_a_simulator() -> None:
    used = {name for file in modules('policy_server') for name in imports(file)}
    assert not used & HEAVY


def test_interfaces_hold_no_code() -> None:
    assert not list((SOURCES / 'rover_interfaces').rglob('*.py'))


def test_bringup_holds_no_logic() -> None:
    code = [file.read_text() for file in modules('rover_bringup')]
    assert all(len(ast.parse(text).body) <= 1 for text in code)


@pytest.mark.parametrize('package', ARROWS)
def test_manifest_names_every_package_that_is_imported(package: str) -> None:
    manifest = (SOURCES / package / 'package.xml').read_text()
    used = {name for file in modules(package) for name in imports(file)} - {package}
    ours = used & (set(ARROWS) | {'rover_interfaces'})
    msgs = {name for name in used if name.endswith('_msgs') or name in ROS | {'std_srvs'}}
    missing = {name for name in ours | msgs if f'<exec_depend>{name}</exec_depend>' not in manifest}
    assert not missing
