"""Have submissions driven: worker processes that end when nothing is left to drive."""

import subprocess
import sys
import threading

STOP_TIMEOUT_S = 10.0


class LeagueWorkers:
    """Starts ``leaderboard work`` when there is work and it is not running."""

    def __init__(self, store: str, workers: int) -> None:
        """Use this many processes; 0: somebody else runs ``leaderboard work``."""
        self._command = [
            sys.executable, '-m', 'scorer.leaderboard_command', 'work',
            '--store', store, '--workers', str(workers), '--until-empty',
        ]  # fmt: skip
        self.enabled = workers > 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def wake(self) -> None:
        """See to it that what was handed in is driven."""
        with self._lock:
            if self.enabled and (self._process is None or self._process.poll() is not None):
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, start_new_session=True
                )

    def stop(self) -> None:
        """End the workers; what they were driving is driven again by the next ones."""
        with self._lock:
            self.enabled = False
            if self._process is None:
                return
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
