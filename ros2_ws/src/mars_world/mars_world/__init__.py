"""Worlds, terrain, rocks, batched physics, LIDAR, IMU and contacts of the rover simulation."""
