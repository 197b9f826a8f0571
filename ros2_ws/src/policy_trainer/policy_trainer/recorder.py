"""Write what training does to the run folder: metrics, episodes, TensorBoard."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

import numpy as np
from stable_baselines3.common.logger import KVWriter, Logger, TensorBoardOutputFormat

from policy_trainer.json_lines import JsonLinesWriter
from policy_trainer.run_folder import RunFolder


class Recorder(KVWriter):
    """Appends to metrics.jsonl and episodes.jsonl; every record names its block of training."""

    def __init__(self, run: RunFolder) -> None:
        self.block = 0
        self._metrics = JsonLinesWriter(run.metrics)
        self._episodes = JsonLinesWriter(run.episodes)
        self._began_s = monotonic()
        self.logger = Logger(None, [self, TensorBoardOutputFormat(str(run.tensorboard))])

    def write(
        self,
        key_values: dict[str, Any],
        key_excluded: dict[str, tuple[str, ...]],
        step: int = 0,
    ) -> None:
        """Record what the learner logs after each update."""
        self.metrics(step, {key: _plain(value) for key, value in key_values.items()})

    def metrics(self, timesteps: int, values: Mapping[str, Any]) -> None:
        """Append named numbers that hold at a count of steps."""
        wall_time_s = round(monotonic() - self._began_s, 3)
        record = {'block': self.block, 'timesteps': timesteps, 'wall_time_s': wall_time_s}
        self._metrics.write(record | dict(values))

    def episode(self, timesteps: int, values: Mapping[str, Any]) -> None:
        """Append the end of a training episode."""
        self._episodes.write({'block': self.block, 'timesteps': timesteps} | dict(values))

    def close(self) -> None:
        """Close the files. The logger closes this with its other outputs."""
        self._metrics.close()
        self._episodes.close()


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.item() if isinstance(value, np.generic) else value
