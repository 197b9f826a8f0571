"""Why the scorer said no; 0 is success."""

from enum import IntEnum


class ErrorCode(IntEnum):
    """Values of ``error_code`` in the replies and results of the scorer."""

    NONE = 0
    UNKNOWN_EPISODE = 1  # no such episode ended lately
    NODE_MISSING = 2  # a node that the trials need is not there
    POLICY_REFUSED = 3  # the policy server has no policy or refused the file
    NOT_OFFICIAL = 4  # official trials were asked for, the graph is not the gold standard
    TRIAL_FAULT = 5  # a trial ended for a reason outside the rules, e.g. a node was lost
    CANCELLED = 6
    BUSY = 7  # an evaluation is going on
