"""How many physics steps are due while a simulation runs free, by the clock on the wall."""

MAKE_UP_S = 0.2  # of wall time that is made up for after a stall; the rest is lost
MOST_AT_ONCE_S = 2.0  # of simulated time, so that no subscriber's queue overflows
LOOK_BACK_S = 5.0  # of wall time over which a machine is judged
BEARABLE_LOSS = 0.1  # of the wall time
_NS = 1_000_000_000


class Pace:
    """Keeps simulated time at a factor of wall time, as far as the machine can; [ns] throughout."""

    def __init__(self, wall_ns: int) -> None:
        self.hold(wall_ns)

    def hold(self, wall_ns: int) -> None:
        """Owe nothing up to this moment: the world stands still."""
        self._wall_ns = self._judged_ns = wall_ns
        self._due_ns = self._lost_ns = 0.0

    def steps_due(self, wall_ns: int, factor: float, step_ns: int) -> int:
        """Return how many physics steps to take now; factor: simulated per wall time."""
        self._due_ns += factor * (wall_ns - self._wall_ns)
        self._wall_ns = wall_ns
        most_ns = max(min(factor * MAKE_UP_S, MOST_AT_ONCE_S) * _NS, step_ns)
        if self._due_ns > most_ns:
            self._lost_ns += (self._due_ns - most_ns) / factor
            self._due_ns = most_ns
        n_steps = int(self._due_ns // step_ns)
        self._due_ns -= n_steps * step_ns
        return n_steps

    def is_too_slow(self, wall_ns: int) -> bool:
        """Say, about every LOOK_BACK_S, whether too much time was lost since it said so last."""
        looked_back_ns = wall_ns - self._judged_ns
        if looked_back_ns < LOOK_BACK_S * _NS:
            return False
        lost_ns, self._lost_ns, self._judged_ns = self._lost_ns, 0.0, wall_ns
        return lost_ns > BEARABLE_LOSS * looked_back_ns
