"""How an episode can end."""

from enum import IntEnum


class Outcome(IntEnum):
    """The state of an episode. ``text`` is its name in messages, logs and files.

    The first group comes from the rules of the task. When a step meets several, the lowest number
    wins: a rover that collides at the checkpoint has collided, one that reaches it with its last
    power has reached it.
    """

    DRIVING = 0
    DIVERGED = 1  # the simulation failed; says nothing about the policy
    TIPPED = 2
    COLLISION = 3
    LEFT_MAP = 4
    REACHED = 5
    POWER_DRAINED = 6
    STOPPED = 7  # the reward function said that the episode is done

    # Faults around the episode, on the graph.
    ABORTED = 20  # reset before the end
    POLICY_LOST = 21
    SIMULATION_LOST = 22
    COLLISION_MONITOR_LOST = 23
    ENV_LOST = 24

    @property
    def text(self) -> str:
        """The name as it is published: ``left_map``."""
        return self.name.lower()


# Names of the ends that say nothing about the driving.
FAULTS = frozenset(outcome.text for outcome in Outcome if outcome >= Outcome.ABORTED)
