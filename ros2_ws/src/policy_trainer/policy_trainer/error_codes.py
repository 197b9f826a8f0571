"""Why the action ``train`` failed; 0 is success."""

from enum import IntEnum


class ErrorCode(IntEnum):
    """Values of ``error_code`` in the result of the action ``train``."""

    NONE = 0
    BUSY = 1  # another run is being trained by this node
    BAD_REQUEST = 2  # run name, configuration, reward or world cannot be used
    STOPPED = 3  # cancelled; the run is kept
    FAILED = 4  # training broke off; the run is kept
