"""Why the environment server said no; 0 is success."""

from enum import IntEnum


class ErrorCode(IntEnum):
    """Values of ``error_code`` in the replies of env_server."""

    NONE = 0
    BAD_REQUEST = 1  # reset options that are not understood, a wrong number of actions
    INVALID_ACTION = 2
    NO_EPISODE = 3  # nothing to step: no reset yet, or the episode has ended
    OLD_SESSION = 4  # another client has reset the environment since
    REWARD_FAILED = 5  # the reward file raised or answered something that is no reward
    SIMULATION_LOST = 6
    COLLISION_MONITOR_LOST = 7
    WORLD_REFUSED = 8  # the simulation does not take the request, e.g. while it runs free
