"""When the sensors of the full physics sample, counted in physics steps."""

from dataclasses import dataclass
from typing import Self

from rover_description import Rover

_SLACK = 1e-9


@dataclass(frozen=True)
class SampleRates:
    """Physics steps between samples.

    physics_step_s: length of a physics step.
    steps_per_sample: between samples of pose, IMU and joints.
    samples_per_scan: of these between LIDAR scans, contact reports and track points.
    """

    physics_step_s: float
    steps_per_sample: int
    samples_per_scan: int

    @classmethod
    def of(cls, rover: Rover, physics_step_s: float) -> Self:
        """Sample at the rates of the rover's sensors, or each physics step where that is longer.

        Raises:
            ValueError: a scan is no whole number of samples or a sample no whole number of steps.
        """
        scan_s = 1.0 / rover.sensors.lidar.rate_hz
        sample_s = max(1.0 / rover.sensors.imu.rate_hz, physics_step_s)
        steps, samples = sample_s / physics_step_s, scan_s / sample_s
        if abs(steps - round(steps)) > _SLACK or abs(samples - round(samples)) > _SLACK:
            raise ValueError(
                f'physics_step is {physics_step_s} s; the sample interval of '
                f'{1.0 / rover.sensors.imu.rate_hz:g} s must be a whole number of steps, or a '
                f'scan interval of {scan_s:g} s where a step is longer (0.005 and 0.02 are usual)'
            )
        return cls(physics_step_s, round(steps), round(samples))

    @property
    def sample_s(self) -> float:
        """Seconds between samples."""
        return self.steps_per_sample * self.physics_step_s

    @property
    def steps_per_scan(self) -> int:
        """Physics steps between scans."""
        return self.steps_per_sample * self.samples_per_scan
