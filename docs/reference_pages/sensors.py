"""The page of the rover's sensors, from its parameter file."""

import math

from rover_description import load_rover
from rover_description.rover import Lens

HEAD = """# Sensors

Made by `docs/build` from `rover_description/config/rover.yaml`. Rates are of simulated time.

| sensor | topic | frame | rate [Hz] | measures | noise |
|---|---|---|---|---|---|
"""
NOTES = """
Noise is normal; the table gives its standard deviation. It follows from the seed of `world/reset`
and the time since then. The parameters `lidar_noise`, `camera_noise` and `depth_noise` of
[simulation](nodes.md) set it, 0 turns it off.

Cameras are rendered only while somebody subscribes, at most at `camera_rate` and `depth_rate`.
Distances of the depth camera are along its axis; -inf is too close and +inf too far (REP-118), as
for the LIDAR (REP-117). The cameras' camera_info describes lenses without distortion. The IMUs give
the mean over the interval that ends at their stamp, with gravity, as real ones do. Those of the
wheels sit at the axles and steer with the wheels without turning with them; they are published
when the parameter `wheel_imus` is true.

The IMU's rate holds where a physics step is no longer than its interval, as in scores: at 20 ms it
samples at 50 Hz, at 25 ms at 40 Hz, and the fast model at 20 Hz. It has no noise, because the mean
acceleration that it gives is part of a [score](score.md); what shakes it in the fast model stands
for what that model leaves out.

Where the sensors are on [the rover](rover.md) is in its parameter file.
"""


def sensors_page() -> str:
    """Return the page as Markdown."""
    rover = load_rover()
    sensors = rover.sensors
    lidar, imu, camera, depth = sensors.lidar, sensors.imu, sensors.camera, sensors.depth_camera
    fan_deg = math.degrees(lidar.n_rays * lidar.ray_step_rad)
    rows = [
        ('LIDAR', 'scan', 'lidar_link', lidar.rate_hz,
         f'{lidar.n_rays} rays over {fan_deg:g} degrees ahead, level, '
         f'{lidar.range_min_m} to {lidar.range_max_m} m', f'{lidar.noise_m} m'),
        ('IMU of the chassis', 'imu/data', 'imu_link', imu.rate_hz,
         'attitude, rotation rate, specific force', 'none'),
        ('IMUs of the wheels', 'imu/wheel_NAME', 'wheel_NAME_imu_link', imu.rate_hz,
         'the same at each axle', 'none'),
        ('colour camera', 'camera/image_raw', 'camera_optical_frame', camera.rate_hz,
         _picture(camera), f'{camera.noise} of full scale'),
        ('depth camera', 'camera/depth/image_raw', 'depth_camera_optical_frame', depth.rate_hz,
         f'{_picture(depth)}, {depth.range_min_m} to {depth.range_max_m} m', f'{depth.noise_m} m'),
        ('wheel odometry', 'odom', 'odom', imu.rate_hz,
         'pose and twist from steering angles and wheel speeds', 'slip'),
        ('true pose', 'ground_truth/odom', 'map', imu.rate_hz, 'pose and twist', 'none'),
        ('joints', 'joint_states', '', lidar.rate_hz, 'angle and rate of 14 joints', 'none'),
        ('contacts', 'contacts', 'map', lidar.rate_hz, 'part, object, force and place', 'none'),
    ]  # fmt: skip
    lines = [
        f'| {name} | `{topic}` | {f"`{frame}`" if frame else ""} | {rate:g} | {what} | {noise} |\n'
        for name, topic, frame, rate, what, noise in rows
    ]
    return HEAD + ''.join(lines) + NOTES


def _picture(lens: Lens) -> str:
    field_deg = math.degrees(lens.field_of_view_rad)
    return f'{lens.width_px} x {lens.height_px}, {field_deg:.1f} degrees wide'
