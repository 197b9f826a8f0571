"""What can go wrong around trials; every text is one sentence."""


class NoAnswerError(RuntimeError):
    """A service that is not there or does not answer; names it."""


class PolicyRefusedError(RuntimeError):
    """The policy server has no policy, or refused the file."""


class TrialError(RuntimeError):
    """A trial that ended for a reason outside the rules, e.g. a node that was lost.

    outcome: its name among the outcomes of episodes.
    """

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class ShuttingDownError(RuntimeError):
    """This process is on its way out; nothing is to be reported."""
