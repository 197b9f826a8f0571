"""Make the gold standard of what is installed: `python -m scorer.make_gold`.

Run it on purpose only: scores made before and after are not comparable.
"""

from mars_world.physics import PHYSICS_STEP_S
from mars_world.world import load_world
from rover_description import rover_checksum
from rover_env.spec import spec_checksum

from scorer.episode import Pose, Simulation
from scorer.gold import GOLD_FILE, Gold, save_gold

OFFICIAL_WORLD = 'mars'
START_TOLERANCE_M = 0.05  # the rover settles on the slope when it is put down
START_TOLERANCE_RAD = 0.05


def current_gold() -> Gold:
    """Take the gold standard of the installed world, rover and layout."""
    world = load_world(OFFICIAL_WORLD)
    start = world.file.start
    return Gold(
        simulation=Simulation(
            world=OFFICIAL_WORLD,
            world_checksum=world.checksum,
            rover_checksum=rover_checksum(),
            spec_checksum=spec_checksum(),
            physics_step_s=PHYSICS_STEP_S,
        ),
        start=Pose(start.x, start.y, start.yaw),
        start_tolerance_m=START_TOLERANCE_M,
        start_tolerance_rad=START_TOLERANCE_RAD,
    )


if __name__ == '__main__':
    save_gold(current_gold())
    print(f'wrote {GOLD_FILE.resolve()}')
