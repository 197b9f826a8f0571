"""The fast model: a quasi-static rocker-bogie on the height field, compiled. For training only.

Nothing swings, slips or is stopped by a rock: a rover that overlaps a boulder reports it and
drives on, as the episode ends there. Scores come from the full physics.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rover_description import AckermannDrive, load_rover

from mars_world.fast_contacts import MAX_TOUCHES
from mars_world.fast_motion import motors
from mars_world.fast_rover import PARTS, rover_shape
from mars_world.fast_step import N_SUBSTEPS, Outputs, Rovers, place_rovers, step_rovers
from mars_world.frame import SensorFrame, Surface, Touch
from mars_world.lidar import lidar_fan
from mars_world.packed_worlds import pack_worlds
from mars_world.physics import STEP_PERIOD_S
from mars_world.workers import Workers
from mars_world.world import World
