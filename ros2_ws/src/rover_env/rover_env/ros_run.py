"""Run a node until it is told to stop, and leave quietly."""

from mars_world.ros_run import run

__all__ = ['run']
