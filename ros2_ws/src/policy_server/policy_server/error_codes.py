"""Why a policy service said no; 0 is success."""

from enum import IntEnum


class ErrorCode(IntEnum):
    """Values of ``error_code`` in the replies of policy_server."""

    NONE = 0
    NO_POLICY = 1  # nothing is loaded
    BAD_REQUEST = 2  # observations of a wrong number or value
    POLICY_REFUSED = 3  # the file of policy/load cannot serve
    POLICY_FAILED = 4  # the network answered with something that is no action
