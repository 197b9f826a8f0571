"""A world is one file that a person can write; a bad one is refused in one sentence."""

import pytest
from mars_world.world import WorldError, load_world

GOOD = """\
name: plain
seed: 1
gravity: 3.7
sky: [0, 0, 0]
sun: [0, 0, -1]
power_supply: 10
start: {x: 0, y: 0, yaw: 0}
checkpoint: {x: 5, y: 0, radius: 0.5}
rails: {x_min: -10, x_max: 10, y_min: -10, y_max: 10}
terrain:
  cell: 0.5
  soil: {z_min: 0, z_max: 0}
objects:
  - {kind: monolith, name: post, x: 2, y: 2, size: [1, 1, 1]}
"""


@pytest.fixture
def refusal(tmp_path):
    """Return the sentence with which a text is refused as a world file."""

    def refuse(text):
        path = tmp_path / 'bad.yaml'
        path.write_text(text)
        with pytest.raises(WorldError) as error:
            load_world(str(path))
        sentence = str(error.value)
        assert str(path) in sentence
        assert '\n' not in sentence
        return sentence.replace(str(path), 'bad.yaml')

    return refuse


def test_a_file_of_fourteen_lines_is_a_world(tmp_path):
    path = tmp_path / 'plain.yaml'
    path.write_text(GOOD)
    world = load_world(str(path))
    assert world.file.name == 'plain'
    assert [boulder.name for boulder in world.boulders] == ['post']


@pytest.mark.parametrize(
    ('old', 'new', 'expected'),
    [
        ('gravity: 3.7', 'gravity: -3.7', 'bad.yaml line 3: gravity is -3.7; needs to be greater'),
        ('gravity: 3.7', 'gravity: .nan', 'bad.yaml line 3: gravity is nan; needs to be'),
        ('radius: 0.5', 'radius: wide', "line 8: checkpoint.radius is 'wide'; needs to be a valid"),
        ('cell: 0.5', 'cel: 0.5', 'line 11: terrain.cel is not a field'),
        ('x_max: 10', 'x_max: -20', 'line 9: rails: x_min -10.0 must be less than x_max -20.0'),
        ('seed: 1\n', '', 'seed is missing; add it'),
        ('size: [1, 1, 1]', 'size: [1, 0, 1]', 'line 14: objects[0].size[1] is 0; needs to be'),
        ('kind: monolith', 'kind: tree', "line 14: objects[0] is {'kind': 'tree'"),
        ('checkpoint: {x: 5', 'checkpoint: {x: 50', 'goal (50.0, 0.0) must lie inside the rails'),
        ('checkpoint:', 'waypoints: []\n#', 'exactly one of checkpoint and finish is needed'),
        ('name: plain', 'name: plain\nname: other', 'line 2: name is given twice; keep one'),
        ('sky: [0, 0, 0]', 'sky: [0, 0, 0', 'not valid YAML'),
        ('sky: [0, 0, 0]\nsun: [0, 0, -1]', 'sky: &a [0, 0, 0]\nsun: *a', 'anchors and aliases'),
        ('cell: 0.5', 'cell: 0.05\n  border: 200', 'grid points, at most 4000000 fit'),
        ('name: plain', 'name: ' + '[' * 5000, 'nested too deeply'),
    ],
)  # fmt: skip
def test_a_bad_field_is_named_with_its_line_and_value(refusal, old, new, expected):
    assert old in GOOD
    assert expected in refusal(GOOD.replace(old, new, 1))


def test_several_faults_are_counted_and_the_first_is_named(refusal):
    text = GOOD.replace('gravity: 3.7', 'gravity: 0').replace('radius: 0.5', 'radius: 0')
    assert refusal(text).endswith('(and 1 more)')
    assert 'line 3: gravity' in refusal(text)


def test_a_file_without_fields_is_refused(refusal):
    assert 'must hold fields' in refusal('just words\n')
    assert 'must hold fields' in refusal('')


def test_a_file_that_is_too_large_is_not_read(refusal):
    assert 'a world file may have 1000000' in refusal('# ' + 'x' * 1_000_000)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / 'picture.yaml'
    path.write_bytes(b'\x89PNG\xff\xfe')
    with pytest.raises(WorldError, match='not UTF-8 text'):
        load_world(str(path))


def test_a_python_object_in_a_file_is_not_built(refusal):
    assert 'not valid YAML' in refusal('name: !!python/object/apply:os.getcwd []\n')


def test_a_missing_file_is_named():
    with pytest.raises(WorldError, match=r'cannot read the world file /nowhere/x\.yaml'):
        load_world('/nowhere/x.yaml')


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(
        WorldError, match=r"no world is called 'moon'; .* mars, mars-random, training"
    ):
        load_world('moon')


def test_worlds_that_differ_in_one_number_differ_in_their_checksum(tmp_path):
    sums = set()
    for gravity in ('3.7', '3.8'):
        path = tmp_path / f'g{gravity}.yaml'
        path.write_text(GOOD.replace('gravity: 3.7', f'gravity: {gravity}'))
        sums.add(load_world(str(path)).checksum)
    assert len(sums) == 2


def test_a_comment_does_not_change_the_checksum(tmp_path):
    sums = set()
    for text in (GOOD, '# by a person\n' + GOOD):
        path = tmp_path / 'plain.yaml'
        path.write_text(text)
        sums.add(load_world(str(path)).checksum)
    assert len(sums) == 1
