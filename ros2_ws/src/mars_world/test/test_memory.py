"""What a further rover takes of memory, however many there are.

Run as a program, `python test_memory.py MODEL ROVERS [PHYSICS_STEP]` prints it, in KiB, from the
difference between so many rovers and five times as many.
"""

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mars_world.models import make_physics
from mars_world.world import load_world


def resident_kib() -> float:
    pages = int(Path('/proc/self/statm').read_text(encoding='ascii').split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 1024


def kib_of(model: str, physics_step_s: float | None, n_rovers: int) -> float:
    """Memory of n rovers that have made a step, and are forgotten again."""
    gc.collect()
    before = resident_kib()
    physics = make_physics(
        model, [load_world('training_grounds')], n_rovers, physics_step_s=physics_step_s
    )
    rovers = np.arange(n_rovers)
    physics.reset(rovers, np.tile([-8.5, -8.5, 0.0], (n_rovers, 1)), rovers.astype(np.uint64))
    physics.step(0.5, 0.0)
    return resident_kib() - before


def kib_per_rover(model: str, n_rovers: int, physics_step_s: float | None) -> float:
    kib_of(model, physics_step_s, 1)  # loads what is loaded once
    few, many = (kib_of(model, physics_step_s, n) for n in (n_rovers, 5 * n_rovers))
    return (many - few) / (4 * n_rovers)


@pytest.mark.parametrize(
    ('options', 'limit_kib'),
    [('full 32 0.005', 600), ('full 320 0.025', 20), ('fast 320', 4)],
)
def test_a_further_rover_takes_little_memory(options, limit_kib):
    # In a process of its own, where other tests have left no holes in the memory.
    command = [sys.executable, __file__, *options.split()]
    taken = subprocess.run(command, check=True, capture_output=True, text=True)
    assert float(taken.stdout) < limit_kib


if __name__ == '__main__':
    step_s = float(sys.argv[3]) if len(sys.argv) > 3 else None
    print(kib_per_rover(sys.argv[1], int(sys.argv[2]), step_s))
