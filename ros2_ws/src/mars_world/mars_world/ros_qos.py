"""What a topic may lose, and what somebody who comes late still gets."""

from rclpy.qos import DurabilityPolicy, QoSProfile

LATEST = QoSProfile(depth=1)
"""Commands and verdicts: reliable, and only the newest counts."""

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
"""Facts that hold until they change: whoever comes late gets the newest."""

NO_LOSS = QoSProfile(depth=400)
"""Reliable, and deep enough for a step of a lockstep world, whose samples come in one burst."""

NO_LOSS_LATCHED = QoSProfile(depth=NO_LOSS.depth, durability=DurabilityPolicy.TRANSIENT_LOCAL)
"""As NO_LOSS; a world in lockstep may stand still for long, and who looks then sees its newest."""
