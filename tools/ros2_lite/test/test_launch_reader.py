"""From a launch file to the processes it describes."""

from pathlib import Path

import pytest
import yaml
from ros2_lite.launch.errors import LaunchError
from ros2_lite.launch.launch_arguments import parse_launch_arguments
from ros2_lite.launch.reader import Reader
from ros2_lite.launch.scope import Scope
from ros2_lite.launch.show import show_arguments, show_description


@pytest.fixture
def read(launch_file, tmp_path):
    """Return the processes of a launch file with these tags and arguments."""

    def read_tags(tags, **arguments):
        reader = Reader(tmp_path)
        reader.read(Scope(launch_file(tags), dict(arguments), {'PATH': '/usr/bin'}))
        return reader.processes

    return read_tags


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Install a package with one executable, `talker`."""
    marker = tmp_path / 'share/ament_index/resource_index/packages/probe_package'
    executable = tmp_path / 'lib/probe_package/talker'
    for file in (marker, executable):
        file.parent.mkdir(parents=True)
        file.touch()
    executable.chmod(0o755)
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(tmp_path))
    return executable


def commands(processes):
    return [' '.join(process.command) for process in processes]


def parameter_files(process):
    words = process.command
    files = [words[i + 1] for i, word in enumerate(words) if word == '--params-file']
    return [yaml.safe_load(Path(file).read_text()) for file in files]


def test_arguments_have_defaults_that_the_command_line_overrides(read):
    tags = '<arg name="n" default="1"/><executable cmd="run $(var n)"/>'
    assert commands(read(tags)) == ['run 1']
    assert commands(read(tags, n='5')) == ['run 5']


def test_a_missing_argument_and_a_wrong_choice_are_errors_at_their_line(read):
    with pytest.raises(LaunchError, match=r'test.launch.xml:2: Required launch argument "world"'):
        read('<arg name="world" description="which"/>')
    tags = '<arg name="model" default="full"><choice value="full"/><choice value="fast"/></arg>'
    with pytest.raises(LaunchError, match=r"'quick'|\"quick\" is not valid.*'full', 'fast'"):
        read(tags, model='quick')


@pytest.mark.parametrize(
    ('type_name', 'value', 'remedy'),
    [('int', 'abc', 'a whole number'), ('float', 'fast', 'a number'), ('bool', 'maybe', 'true')],
)
def test_an_argument_of_the_wrong_type_is_named_with_its_value(
    read, package, type_name, value, remedy
):
    param = f'<param name="n" value="$(var trials)" type="{type_name}"/>'
    tags = f'<arg name="trials"/>\n<node pkg="probe_package" exec="talker">\n{param}</node>'
    with pytest.raises(LaunchError, match=rf"xml:4: .*\$\(var trials\): '{value}' is .*{remedy}"):
        read(tags, trials=value)


def test_conditions_leave_actions_out(read):
    tags = """
      <executable cmd="a" if="$(var on)"/>
      <executable cmd="b" unless="$(var on)"/>
      <group if="$(eval '$(var n) > 3')"><executable cmd="c"/></group>
    """
    assert commands(read(tags, on='true', n='1')) == ['a']
    assert commands(read(tags, on='0', n='4')) == ['b', 'c']
    with pytest.raises(LaunchError, match=r"test.launch.xml:3: <executable> attribute 'if'.*maybe"):
        read(tags, on='maybe', n='1')


def test_what_a_group_sets_ends_with_it_unless_it_is_not_scoped(read):
    tags = """
      <let name="x" value="outer"/>
      <group scoped="{scoped}"><let name="x" value="inner"/><set_env name="E" value="1"/></group>
      <executable cmd="run $(var x) $(env E no)"/>
    """
    assert commands(read(tags.format(scoped='true'))) == ['run outer no']
    assert commands(read(tags.format(scoped='false'))) == ['run inner 1']


def test_environment_reaches_the_processes(read):
    tags = """
      <set_env name="A" value="1"/><unset_env name="PATH"/>
      <executable cmd="run"><env name="B" value="$(env A)2"/></executable>
    """
    assert read(tags)[0].environment == {'A': '1', 'B': '12'}


def test_included_files_get_arguments_and_their_own_folder(read, launch_file, tmp_path):
    (tmp_path / 'sub').mkdir()
    launch_file(
        '<arg name="n" default="1"/><executable cmd="run $(var n) $(dirname)"/>',
        'sub/inner.launch.xml',
    )
    tags = '<include file="$(dirname)/sub/inner.launch.xml"><arg name="n" value="7"/></include>'
    assert commands(read(tags)) == [f'run 7 {tmp_path}/sub']


def test_a_file_that_includes_itself_is_an_error(read):
    with pytest.raises(LaunchError, match='includes itself'):
        read('<include file="$(filename)"/>')


def test_commands_are_split_like_in_a_shell_but_values_are_not(read):
    (process,) = read("""<executable cmd="run 'a b' $(var x)c '$(var x) d'"/>""", x='1 2')
    assert process.command == ('run', 'a b', '1 2c', '1 2 d')


def test_processes_are_numbered_and_named_after_their_executable(read):
    tags = """
      <executable cmd="/bin/sleep 1"/>
      <executable cmd="sleep 2" name="nap" launch-prefix="nice -n 5"/>
    """
    first, second = read(tags)
    assert (first.name, second.name) == ('sleep-1', 'nap-2')
    assert second.command == ('nice', '-n', '5', 'sleep', '2')


def test_process_attributes_are_read(read):
    tags = (
        '<executable cmd="a" output="both" on_exit="shutdown" shell="true" cwd="/"'
        ' respawn="true" respawn_delay="0.5" respawn_max_retries="2"/>'
    )
    (process,) = read(tags)
    assert (process.output, process.ends_launch, process.shell) == ('both', True, True)
    assert (process.cwd, process.respawn, process.respawn_delay_s) == ('/', True, 0.5)
    assert process.respawn_max_retries == 2


def test_a_node_gets_name_namespace_parameters_and_remappings(read, package, tmp_path):
    (tmp_path / 'params.yaml').write_text('/**:\n  ros__parameters:\n    a: 1\n')
    (process,) = read(
        """
      <push_ros_namespace namespace="rover"/>
      <node pkg="probe_package" exec="talker" name="speaker" namespace="left" args="-v $(var x)">
        <param from="$(dirname)/params.yaml"/>
        <param name="speed" value="$(var x)"/>
        <param name="lidar"><param name="rays" value="180"/></param>
        <param name="label" value="3" type="str"/>
        <remap from="scan" to="front/scan"/>
      </node>""",
        x='1.5',
    )
    words = ' '.join(process.command)
    assert words.startswith(f'{package} -v 1.5 --ros-args -r __node:=speaker -r __ns:=/rover/left ')
    assert words.endswith('-r scan:=front/scan')
    name = '/rover/left/speaker'
    assert parameter_files(process) == [
        {'/**': {'ros__parameters': {'a': 1}}},
        {name: {'ros__parameters': {'speed': 1.5}}},
        {name: {'ros__parameters': {'lidar': {'rays': 180}}}},
        {name: {'ros__parameters': {'label': '3'}}},
    ]


def test_a_node_without_a_name_takes_parameters_for_any_node(read, package):
    (process,) = read('<node pkg="probe_package" exec="talker"><param name="a" value="1"/></node>')
    assert process.command[:2] == (str(package), '--ros-args')
    assert parameter_files(process) == [{'/**': {'ros__parameters': {'a': 1}}}]


@pytest.mark.parametrize(
    ('tags', 'message'),
    [
        ('\n<nod pkg="a" exec="b"/>', r'xml:3: <nod> in <launch> .* did you mean node\?'),
        ('<node pkg="a" exec="b" nmae="c"/>', r"xml:2: <node> has an attribute 'nmae'.*mean name"),
        ('<node pkg="a"/>', r"xml:2: <node> lacks the attribute 'exec'"),
        ('<group>\n\n<executable/></group>', r"xml:4: <executable> lacks the attribute 'cmd'"),
        ('<let name="a" value="$(nope)"/>', r"xml:2: attribute 'value': .*\$\(nope\)"),
        ('<group if="false"><timer/></group>', r'xml:2: <timer> in <group> is not supported'),
        ('<let name="a" value="1"/> text', r'xml:2: text "text" in <launch>'),
        ('<group>', r'xml:3: not well-formed XML: mismatched tag'),
        ('<let name="a" value="$(var b)"/>', r"xml:2: .*'b' does not exist"),
        ('<node pkg="no_such" exec="b"/>', r"xml:2: <node> attribute 'exec': .*no_such"),
        ('<executable cmd="a" output="own_log"/>', r"xml:2: .*'own_log' is not supported here"),
        ('<executable cmd="a" on_exit="restart"/>', r'xml:2: .*the only value is shutdown'),
        ('<executable cmd="a" if="1" unless="1"/>', r"xml:2: <executable> has both 'if' and"),
        ('<executable cmd="$(eval \'1/0\')"/>', r'xml:2: .*ZeroDivisionError'),
        ('<include file="/no/such.launch.xml"/>', r"xml:2: .*'/no/such.launch.xml' does not exist"),
    ],
)
def test_mistakes_are_named_with_file_and_line(read, package, tags, message):
    with pytest.raises(LaunchError, match=message):
        read(tags)


@pytest.mark.parametrize(
    ('param', 'message'),
    [
        ('<param from="/no/file.yaml"/>', "parameter file '/no/file.yaml' does not exist"),
        ('<param name="a"/>', "needs 'from', or 'name' with either 'value'"),
        ('<param name="a" from="b"/>', "has 'from' and more"),
        ('<param name="a" value="{b: 1}"/>', 'is no parameter value'),
        ('<param name="a" value="x" type="int"/>', "'x' is not a whole number"),
    ],
)
def test_wrong_parameters_are_named_with_file_and_line(read, package, param, message):
    with pytest.raises(LaunchError, match=rf'xml:3: .*{message}'):
        read(f'<node pkg="probe_package" exec="talker">\n{param}</node>')


def test_launch_arguments_are_name_and_value():
    assert parse_launch_arguments(['a:=1', 'b:=x:=y', 'a:=2']) == {'a': '2', 'b': 'x:=y'}
    for wrong in ('a', 'a=1', ':=1', 'a:='):
        with pytest.raises(LaunchError, match='malformed launch argument'):
            parse_launch_arguments([wrong])


def test_show_args_lists_the_arguments_of_included_files_too(launch_file):
    launch_file(
        '<arg name="inner" default="$(var outer)"/><arg name="given" default="1"/>',
        'inner.launch.xml',
    )
    file = launch_file("""
      <arg name="outer" default="mars" description="World to drive in"/>
      <arg name="model"><choice value="full"/></arg>
      <include file="$(dirname)/inner.launch.xml" if="$(var outer)">
        <arg name="given" value="2"/>
      </include>""")
    assert show_arguments(file) == (
        "Arguments (pass arguments as '<name>:=<value>'):\n"
        "\n    'outer':\n        World to drive in\n        (default: 'mars')\n"
        "\n    'model':\n        One of: ['full']\n"
        "\n    'inner':*\n        no description given\n        (default: LaunchConfig('outer'))\n"
        '\n* argument(s) which are only used if specific conditions occur'
    )


def test_show_args_says_when_there_are_none(launch_file):
    assert show_arguments(launch_file('')).endswith('\n\n  No arguments.')


def test_print_shows_the_tags_as_a_tree(launch_file):
    file = launch_file('<group><let name="a" value="1"/></group><executable cmd="b"/>')
    assert show_description(file).splitlines()[1:] == [
        '├── group',
        "│   └── let name='a' value='1'",
        "└── executable cmd='b'",
    ]
