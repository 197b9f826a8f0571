"""The gold standard: the world, rover, layout and start that an official score is made on."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

GOLD_FILE = Path(__file__).with_name('gold.yaml')


@dataclass(frozen=True)
class Start:
    """A pose of base_link in the map frame."""

    x_m: float
    y_m: float
    yaw_rad: float

    def holds(self, other: 'Start', tolerance_m: float, tolerance_rad: float) -> bool:
        """Say whether ``other`` is this pose within the tolerances."""
        turn = math.remainder(other.yaw_rad - self.yaw_rad, math.tau)
        away = math.hypot(other.x_m - self.x_m, other.y_m - self.y_m)
        return away <= tolerance_m and abs(turn) <= tolerance_rad

    def __str__(self) -> str:
        """Write the pose for a person."""
        return f'({self.x_m:.3f} m, {self.y_m:.3f} m, {self.yaw_rad:.3f} rad)'


@dataclass(frozen=True)
class Gold:
    """What must hold for an official score. Checksums are sha256."""

    world: str
    world_checksum: str
    rover_checksum: str
    spec_checksum: str
    physics_step_max_s: float
    start: Start
    start_tolerance_m: float
    start_tolerance_rad: float

    def differences(
        self,
        *,
        world: str,
        world_checksum: str,
        rover_checksum: str,
        spec_checksum: str,
        physics_step_s: float,
    ) -> list[str]:
        """List how a simulated rover differs from the gold standard, one clause each."""
        found = []
        if world != self.world:
            found.append(f'the world is {world or "unknown"}, not {self.world}')
        elif world_checksum != self.world_checksum:
            found.append(_changed(f'the world {world}', world_checksum, self.world_checksum))
        if rover_checksum != self.rover_checksum:
            found.append(_changed('the rover', rover_checksum, self.rover_checksum))
        if spec_checksum != self.spec_checksum:
            found.append(_changed('the observation layout', spec_checksum, self.spec_checksum))
        if not physics_step_s > 0.0:
            found.append('the physics step is unknown')
        elif physics_step_s > self.physics_step_max_s:
            found.append(
                f'the physics step is {physics_step_s:g} s, '
                f'more than {self.physics_step_max_s:g} s'
            )
        return [f'not official: {clause}' for clause in found]


def load_gold(file: Path = GOLD_FILE) -> Gold:
    """Read the gold standard that ships with the scorer."""
    values = yaml.safe_load(file.read_text(encoding='utf-8'))
    return Gold(**{**values, 'start': Start(**values['start'])})


def save_gold(gold: Gold, file: Path = GOLD_FILE) -> None:
    """Write a gold standard; the next release of the scorer judges by it."""
    text = '# Made by `python -m scorer.make_gold`; a change here changes what is official.\n'
    file.write_text(text + yaml.safe_dump(asdict(gold), sort_keys=False), encoding='utf-8')


def _changed(what: str, actual: str, wanted: str) -> str:
    if not actual:
        return f'the checksum of {what} is unknown'
    return f'{what} was changed (checksum {actual[:12]}, official is {wanted[:12]})'
