"""How processes are stopped: asked with SIGINT, told with SIGTERM, ended with SIGKILL."""

import signal
from dataclasses import dataclass

SIGTERM_AFTER_S = 5.0
SIGKILL_AFTER_S = 10.0
SIGKILL_AGAIN_S = 0.1
ABANDONED_SIGTERM_AFTER_S = 1.0
ABANDONED_SIGKILL_AFTER_S = 2.0


@dataclass(frozen=True)
class Stage:
    """From `after_s` seconds on, `signum` is due; `again`: for what came to be in between."""

    after_s: float
    signum: signal.Signals
    again: bool = False


class Escalation:
    """Tells which signal is due when. Times are seconds of one monotonic clock."""

    def __init__(
        self,
        now_s: float,
        sigterm_after_s: float = SIGTERM_AFTER_S,
        sigkill_after_s: float = SIGKILL_AFTER_S,
    ) -> None:
        self._begin_s = now_s
        self._stages = [
            Stage(0.0, signal.SIGINT),
            Stage(sigterm_after_s, signal.SIGTERM),
            Stage(sigkill_after_s, signal.SIGKILL),
            Stage(sigkill_after_s + SIGKILL_AGAIN_S, signal.SIGKILL, again=True),
        ]

    def due(self, now_s: float) -> Stage | None:
        """Return the stage that begins now, once; the last one every SIGKILL_AGAIN_S."""
        if now_s < self.next_s:
            return None
        stage = self._stages[0]
        if stage.again:
            self._begin_s = now_s + SIGKILL_AGAIN_S - stage.after_s
        else:
            self._stages.pop(0)
        return stage

    @property
    def next_s(self) -> float:
        """When the next stage begins."""
        return self._begin_s + self._stages[0].after_s

    def hurry(self, now_s: float) -> None:
        """Let the next stage begin now, and the later ones as much earlier."""
        self._begin_s = min(self._begin_s, now_s - self._stages[0].after_s)


def abandoned_escalation(now_s: float) -> Escalation:
    """Return a quick one, for when half of the launch was killed and nobody can hurry us."""
    return Escalation(now_s, ABANDONED_SIGTERM_AFTER_S, ABANDONED_SIGKILL_AFTER_S)
