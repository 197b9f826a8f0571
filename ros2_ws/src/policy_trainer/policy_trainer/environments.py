"""The environments of a run: one to train in, two to test in."""

from typing import Any, Protocol

import gymnasium as gym

VectorEnv = gym.vector.VectorEnv[Any, Any, Any]


class Environments(Protocol):
    """Where a run drives. Each method makes its environment once and then returns the same."""

    def training(self) -> VectorEnv:
        """Return the environment to learn in."""

    def screening(self) -> VectorEnv:
        """Return a quick environment with official starts, to tell bad weights cheaply."""

    def evaluation(self) -> VectorEnv:
        """Return the environment that decides: official starts, the physics of scores."""

    def close(self) -> None:
        """Close all that were made."""
