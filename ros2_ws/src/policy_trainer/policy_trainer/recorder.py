"""Write what training does to the run folder: metrics, episodes, TensorBoard."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

import numpy as np
from stable_baselines3.common.logger import KVWriter, Logger, TensorBoardOutputFormat

from policy_trainer.episodes import EpisodeEnd
from policy_trainer.json_lines import JsonLinesWriter
from policy_trainer.run_folder import RunFolder


class Recorder(KVWriter):
    """Appends to metrics.jsonl and episodes.jsonl; every record names its block of training."""

    def __init__(self, run: RunFolder) -> None:
        self.block = 0
        self._metrics = JsonLinesWriter(run.metrics)
        self._episodes = JsonLinesWriter(run.episodes)
        self._began_s = monotonic()
        self._since_update: list[EpisodeEnd] = []
        self.logger = Logger(None, [self, TensorBoardOutputFormat(str(run.tensorboard))])

    def write(
        self,
        key_values: dict[str, Any],
        key_excluded: dict[str, tuple[str, ...]],
        step: int = 0,
    ) -> None:
        """Record what the learner has logged of an update."""
        self.metrics(step, {key: _plain(value) for key, value in key_values.items()})

    def metrics(self, timesteps: int, values: Mapping[str, Any]) -> None:
        """Append named numbers that hold at a count of steps."""
        wall_time_s = round(monotonic() - self._began_s, 3)
        record = {'block': self.block, 'timesteps': timesteps, 'wall_time_s': wall_time_s}
        self._metrics.write(record | dict(values))

    def episode(self, timesteps: int, end: EpisodeEnd) -> None:
        """Append the end of a training episode."""
        self._since_update.append(end)
        self._episodes.write({'block': self.block, 'timesteps': timesteps} | end.record())

    def update(self, timesteps: int) -> None:
        """Append what the learner logged of an update, and the episodes that ended before it."""
        ends = self._since_update
        if ends:
            reached = sum(end.reached for end in ends)
            self.logger.record('episodes/success_rate', reached / len(ends))
            self.logger.record('episodes/reward', sum(e.total_reward for e in ends) / len(ends))
            self.logger.record('episodes/steps', sum(end.steps for end in ends) / len(ends))
        self._since_update = []
        self.logger.dump(timesteps)

    def close(self) -> None:
        """Close the files. The logger closes this with its other outputs."""
        self._metrics.close()
        self._episodes.close()


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.item() if isinstance(value, np.generic) else value
