"""The rover's parameters, typed: what config/rover.yaml says, checked once."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from math import tan
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
Vector = tuple[float, float, float]
Size = tuple[Positive, Positive, Positive]

CORNERS = ('front_left', 'front_right', 'rear_left', 'rear_right')
WHEELS = ('front_left', 'middle_left', 'rear_left', 'front_right', 'middle_right', 'rear_right')


class RoverError(ValueError):
    """A rover file that cannot be used; one sentence with file, field and remedy."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra='forbid', allow_inf_nan=False)


class _Solid(_Part):
    mass_kg: Positive


class Body(_Solid):
    """The box between the rockers, with battery and electronics."""

    size_m: Size
    centre_of_mass_m: Vector


class SolarDeck(_Solid):
    """The plate on top of the body."""

    size_m: Size
    position_m: Vector


class Mast(_Solid):
    """The tube that carries the camera."""

    radius_m: Positive
    height_m: Positive
    position_m: Vector


class Rocker(_Part):
    """The side beams on the body; the differential makes their angles opposite."""

    pivot_m: Vector
    mass_left_kg: Positive
    mass_right_kg: Positive
    limit_rad: Positive
    damping_nmsprad: NotNegative
    beam_m: Positive


class Bogie(_Solid):
    """The rear beams on the rockers, with the middle wheel and the rear corner."""

    pivot_m: Vector
    limit_rad: Positive
    damping_nmsprad: NotNegative


class Corner(_Solid):
    """The steering columns over the front and rear wheels."""

    column_radius_m: Positive
    column_height_m: Positive
    column_above_axle_m: Positive
    limit_rad: Positive
    steer_rate_radps: Positive
    steer_torque_nm: Positive
    servo_stiffness_nmprad: Positive
    servo_damping_nmsprad: Positive
    armature_kgm2: NotNegative


class Wheel(_Solid):
    """Six equal wheels and where they stand."""

    radius_m: Positive
    width_m: Positive
    wheelbase_m: Positive
    track_corner_m: Positive
    track_middle_m: Positive
    motor_torque_nm: Positive
    servo_gain_nmsprad: Positive
    armature_kgm2: NotNegative
    gear_friction_nm: NotNegative
    friction: Positive
    soil_contact_time_s: Positive
    soil_damping_ratio: Positive


class Drive(_Part):
    """What a command can ask for."""

    speed_mps: Positive
    steer_rad: Positive
    accel_mps2: Positive


class Lidar(_Solid):
    """A level fan of rays, right to left."""

    position_m: Vector
    radius_m: Positive
    height_m: Positive
    n_rays: Annotated[int, Field(ge=1)]
    first_ray_rad: float
    ray_step_rad: Positive
    range_min_m: Positive
    range_max_m: Positive
    rate_hz: Positive
    noise_m: NotNegative


class Imu(_Solid):
    """The chassis IMU."""

    position_m: Vector
    rate_hz: Positive
    size_m: Size


class Lens(_Part):
    """What every camera has; it looks along +x and its axis goes through the picture's middle."""

    position_m: Vector
    width_px: Annotated[int, Field(ge=1)]
    height_px: Annotated[int, Field(ge=1)]
    field_of_view_rad: Positive
    rate_hz: Positive

    @property
    def focal_px(self) -> float:
        """The focal length; pixels are square."""
        return 0.5 * self.width_px / tan(0.5 * self.field_of_view_rad)


class Camera(Lens, _Solid):
    """The colour camera on the mast."""

    size_m: Size
    lens_m: Positive
    noise: NotNegative


class DepthCamera(Lens):
    """The camera of distances, in the housing of the colour camera."""

    range_min_m: Positive
    range_max_m: Positive
    noise_m: NotNegative


class Sensors(_Part):
    """Everything that measures."""

    lidar: Lidar
    imu: Imu
    camera: Camera
    depth_camera: DepthCamera


class Rover(_Part):
    """The whole rover; see config/rover.yaml for what each number means."""

    ride_height_m: Positive
    body: Body
    solar_deck: SolarDeck
    mast: Mast
    rocker: Rocker
    bogie: Bogie
    corner: Corner
    wheel: Wheel
    drive: Drive
    sensors: Sensors

    @property
    def mass_kg(self) -> float:
        """The mass of everything."""
        sensors = self.sensors
        parts: tuple[_Solid, ...] = (
            self.body, self.solar_deck, self.mast, sensors.lidar, sensors.imu, sensors.camera,
            *[self.bogie] * 2, *[self.corner] * 4, *[self.wheel] * 6,
        )  # fmt: skip
        rockers_kg = self.rocker.mass_left_kg + self.rocker.mass_right_kg
        return rockers_kg + sum(part.mass_kg for part in parts)

    @property
    def turn_radius_m(self) -> float:
        """The smallest radius of base_link's path, at full steering."""
        return 0.5 * self.wheel.wheelbase_m / tan(self.drive.steer_rad)

    def wheel_centre_m(self, name: str) -> Vector:
        """Return where a wheel's centre is in base_link while the rover stands level."""
        axle, side = name.split('_')
        x_m = {'front': 0.5, 'middle': 0.0, 'rear': -0.5}[axle] * self.wheel.wheelbase_m
        track_m = self.wheel.track_middle_m if axle == 'middle' else self.wheel.track_corner_m
        y_m = 0.5 * track_m if side == 'left' else -0.5 * track_m
        return x_m, y_m, self.wheel.radius_m - self.ride_height_m


def read_rover(path: Path) -> Rover:
    """Read a rover file.

    Raises:
        RoverError: the file is no YAML, or a field is missing, unknown or out of range.
    """
    try:
        return Rover.model_validate(yaml.safe_load(path.read_text(encoding='utf-8')))
    except (OSError, yaml.YAMLError) as error:
        raise RoverError(f'{path}: cannot be read as YAML: {error}') from error
    except ValidationError as error:
        first = error.errors()[0]
        field = '.'.join(str(key) for key in first['loc']) or 'the file'
        raise RoverError(f'{path}: {field} is {first["input"]!r}: {first["msg"]}') from error


def rover_file() -> Path:
    """Return the path of the parameter file that ships with the package."""
    return Path(str(files('rover_description'))) / 'config' / 'rover.yaml'


@cache
def load_rover() -> Rover:
    """Return the shipped rover."""
    return read_rover(rover_file())


def rover_checksum() -> str:
    """Return the sha256 that names the shipped rover: its parameters and its URDF source."""
    xacro_file = rover_file().parent.parent / 'urdf' / 'rover.urdf.xacro'
    digest = hashlib.sha256(json.dumps(load_rover().model_dump(), sort_keys=True).encode())
    digest.update(xacro_file.read_text(encoding='utf-8').encode())
    return digest.hexdigest()
