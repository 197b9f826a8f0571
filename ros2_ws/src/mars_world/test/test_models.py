import numpy as np
import pytest
from mars_world.models import MODELS, make_physics


@pytest.mark.parametrize('model', MODELS)
def test_every_model_drives_the_same_way(model, flat_world):
    physics = make_physics(model, [flat_world()], 2)
    physics.reset(np.array([0, 1]), np.zeros((2, 3)), np.array([1, 2], np.uint64))
    for _ in range(10):
        frame = physics.step(0.785, np.array([0.0, 0.5]))
    assert frame.position_map[0, 0] == pytest.approx(10 * 0.3 * 0.785, abs=0.15)
    assert frame.position_map[1, 1] > 0.3
    assert frame.scan_m.shape == (2, 180)


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match='full, fast'):
        make_physics('slow', [], 1)
