import re

import pytest
from mars_world.world import load_world
from mars_world.world_command import main
from PIL import Image


def test_list_names_every_world_with_its_checksum(capsys):
    assert main(['list']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(':')[0] for line in lines] == ['mars', 'mars-random', 'training_grounds']
    assert all(len(line.split()[-1]) == 64 for line in lines)


def test_show_draws_a_map_and_tells_the_length_of_the_way(tmp_path, capsys):
    png = tmp_path / 'map.png'
    assert main(['show', 'training_grounds', '--png', str(png), '--route', '1.0']) == 0
    told = capsys.readouterr().out
    (length,) = re.findall(r'a way of ([\d.]+) m keeps 1.0 m from every rock', told)
    assert 24.0 < float(length) < 27.0  # straight on it would be 24.0 m
    assert Image.open(png).width > 1000


def test_show_of_a_way_that_is_not_there_draws_the_map_all_the_same(tmp_path, capsys):
    png = tmp_path / 'map.png'
    assert main(['show', 'training_grounds', '--png', str(png), '--route', '9.0']) == 0
    assert 'no way keeps 9.0 m from every rock' in capsys.readouterr().err
    assert png.exists()


@pytest.mark.parametrize('world', ['mars', 'mars-random:7'])
def test_a_world_that_is_written_out_is_the_same_world(tmp_path, world):
    path = tmp_path / 'copy.yaml'
    assert main(['write', world, '--yaml', str(path)]) == 0
    assert load_world(str(path)).checksum == load_world(world).checksum


def test_check_of_a_good_world_says_what_is_odd(capsys):
    assert main(['check', 'training_grounds']) == 0
    assert 'note: monolith_13' in capsys.readouterr().out


def test_check_of_a_bad_file_says_so_and_fails(capsys, tmp_path):
    path = tmp_path / 'bad.yaml'
    path.write_text('name: 3\n')
    assert main(['check', str(path)]) == 1
    assert f'{path} line 1: name is 3; needs to be a valid string' in capsys.readouterr().err
