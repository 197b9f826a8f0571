"""Observations, actions, rewards, terminations and environments of the rover task."""
