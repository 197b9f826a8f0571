"""The LIDAR's share of a step of the fast model, which casts the rays inside its compiled step.

A step with two scans does one scan more than a step with one, and nothing else: the difference of
their times is a scan. Two batches of rovers at the same places drive the same way in turns, and it
is processor time that counts, so that other programs on the machine matter little.
"""

import statistics
import time

import numpy as np
from mars_world.fast_physics import FastPhysics
from mars_world.world import load_world
from physics_gap import free_poses
from rover_env.spec import ACTIONS

REPEATS = 9
STEPS = 10  # of each repeat; rovers that begin apart are still where training takes them


def lidar_share(n_rovers: int, threads: int) -> float:
    """Return the time of one scan by the time of a step that has one; median of the repeats."""
    world, rng = load_world('mars'), np.random.default_rng(0)
    rovers = np.arange(n_rovers)
    once, twice = (
        FastPhysics([world], n_rovers, threads=threads, n_scans=n_scans) for n_scans in (1, 2)
    )
    shares = []
    for repeat in range(-1, REPEATS):
        poses = free_poses(world, n_rovers, rng)
        for physics in (once, twice):
            physics.reset(rovers, poses, rovers.astype(np.uint64))
        seconds = dict.fromkeys((once, twice), 0.0)
        for _ in range(STEPS):
            chosen = [ACTIONS[index] for index in rng.integers(len(ACTIONS), size=n_rovers)]
            speed = [action.speed_mps for action in chosen]
            yaw_rate = [action.yaw_rate_radps for action in chosen]
            for physics in (once, twice):
                began_s = time.process_time()
                physics.step(speed, yaw_rate)
                seconds[physics] += time.process_time() - began_s
        if repeat >= 0:  # the first only compiles
            shares.append(seconds[twice] / seconds[once] - 1.0)
    return statistics.median(shares)
