"""What a topic may lose, and what somebody who comes late still gets."""

from mars_world.ros_qos import LATCHED, LATEST, NO_LOSS, NO_LOSS_LATCHED

__all__ = ['LATCHED', 'LATEST', 'NO_LOSS', 'NO_LOSS_LATCHED']
