"""What a launch file comes to: the processes to run."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ProcessSpec:
    """One process of a launch."""

    name: str
    """Label of its lines on the screen, such as `talker-1`."""
    command: tuple[str, ...]
    shell: bool
    cwd: str | None
    environment: Mapping[str, str]
    output: str
    """screen, log or both."""
    ends_launch: bool
    """Whether its exit shuts the launch down."""
    respawn: bool
    respawn_delay_s: float
    respawn_max_retries: int
    """-1 for no limit."""
