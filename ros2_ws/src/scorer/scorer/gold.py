"""The gold standard: the world, rover, layout and start that an official score is made on."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from scorer.episode import Pose, Simulation

GOLD_FILE = Path(__file__).with_name('gold.yaml')


@dataclass(frozen=True)
class Gold:
    """What must hold for an official score; see gold.yaml.

    simulation: its physics_step_s is the coarsest that is official.
    """

    simulation: Simulation
    start: Pose
    start_tolerance_m: float
    start_tolerance_rad: float

    def differences(self, actual: Simulation) -> list[str]:
        """List how a simulation differs from the gold standard, one clause each."""
        wanted, found = self.simulation, []
        if actual.world != wanted.world:
            found.append(f'the world is {actual.world or "unknown"}, not {wanted.world}')
        elif actual.world_checksum != wanted.world_checksum:
            found.append(
                _changed(f'world {actual.world}', actual.world_checksum, wanted.world_checksum)
            )
        if actual.rover_checksum != wanted.rover_checksum:
            found.append(_changed('rover', actual.rover_checksum, wanted.rover_checksum))
        if actual.spec_checksum != wanted.spec_checksum:
            found.append(_changed('observation layout', actual.spec_checksum, wanted.spec_checksum))
        if not actual.physics_step_s > 0.0:
            found.append('the physics step is unknown')
        elif actual.physics_step_s > wanted.physics_step_s:
            found.append(
                f'the physics step is {actual.physics_step_s:g} s, '
                f'more than {wanted.physics_step_s:g} s'
            )
        return found

    def starts_at(self, pose: Pose) -> bool:
        """Say whether an episode that began at ``pose`` began at the official start."""
        turn = math.remainder(pose.yaw_rad - self.start.yaw_rad, math.tau)
        away = math.hypot(pose.x_m - self.start.x_m, pose.y_m - self.start.y_m)
        return away <= self.start_tolerance_m and abs(turn) <= self.start_tolerance_rad


def load_gold(file: Path = GOLD_FILE) -> Gold:
    """Read the gold standard that ships with the scorer."""
    values = yaml.safe_load(file.read_text(encoding='utf-8'))
    return Gold(
        simulation=Simulation(**values.pop('simulation')),
        start=Pose(**values.pop('start')),
        **values,
    )


def save_gold(gold: Gold, file: Path = GOLD_FILE) -> None:
    """Write a gold standard; a scorer that ships it judges by it."""
    title = '# Made by `python -m scorer.make_gold`; any change here changes what is official.\n'
    file.write_text(title + yaml.safe_dump(asdict(gold), sort_keys=False), encoding='utf-8')


def _changed(what: str, actual: str, wanted: str) -> str:
    if not actual:
        return f'the checksum of the {what} is unknown'
    return f'the {what} was changed (checksum {actual[:12]}, official is {wanted[:12]})'
