"""Write what training does to the run folder: metrics, episodes, steps, TensorBoard."""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.logger import KVWriter, Logger, TensorBoardOutputFormat

from policy_trainer.block_loop import UpdateTimes
from policy_trainer.drive_recorder import Columns
from policy_trainer.episodes import EpisodeEnd, plain
from policy_trainer.json_lines import JsonLinesWriter
from policy_trainer.run_folder import RunFolder
from policy_trainer.step_writer import StepWriter


class Recorder(KVWriter):
    """Appends to metrics.jsonl and episodes.jsonl and writes the steps of each block.

    block: that every record names. timesteps: of training so far. next_episode: number of the next
    episode to begin. keep_steps: whose steps are kept: all, tests or none.
    """

    def __init__(self, run: RunFolder, keep_steps: str, next_episode: int) -> None:
        self.block = 0
        self.timesteps = 0
        self.next_episode = next_episode
        self._keep_steps = keep_steps
        self._metrics = JsonLinesWriter(run.metrics)
        self._episodes = JsonLinesWriter(run.episodes)
        self._steps = StepWriter(run.steps)
        self._began_s = monotonic()
        self.logger = Logger(None, [self, TensorBoardOutputFormat(str(run.tensorboard))])

    def write(
        self,
        key_values: dict[str, Any],
        key_excluded: dict[str, tuple[str, ...]],
        step: int = 0,
    ) -> None:
        """Record what the learner has logged of an update."""
        self.metrics({key: plain(value) for key, value in key_values.items()})

    def metrics(self, values: Mapping[str, Any]) -> None:
        """Append named numbers that hold now."""
        wall_time_s = round(monotonic() - self._began_s, 3)
        record = {'block': self.block, 'timesteps': self.timesteps, 'wall_time_s': wall_time_s}
        self._metrics.write(record | dict(values))

    def new_episodes(self, n: int) -> NDArray[np.int64]:
        """Return numbers that no other episode of the run has."""
        self.next_episode += n
        return np.arange(self.next_episode - n, self.next_episode)

    def episode(self, record: Mapping[str, Any]) -> None:
        """Append what an episode came to."""
        self._episodes.write({'block': self.block, 'timesteps': self.timesteps} | dict(record))

    def steps(self, columns: Columns, test: bool) -> None:
        """Keep a step of some rovers until its block is over."""
        if self._keep_steps == 'all' or (test and self._keep_steps == 'tests'):
            flags = np.full(len(columns['episode']), test)
            self._steps.add({'test': flags, **columns})

    def update(self, times: UpdateTimes, ends: Sequence[EpisodeEnd]) -> None:
        """Append what the learner logged of an update, and the episodes that ended before it."""
        self.logger.record('time/driving_s', round(times.driving_s, 4))
        self.logger.record('time/learning_s', round(times.learning_s, 4))
        if ends:
            reached = sum(end.reached for end in ends)
            self.logger.record('episodes/success_rate', reached / len(ends))
            self.logger.record('episodes/reward', sum(e.total_reward for e in ends) / len(ends))
            self.logger.record('episodes/steps', sum(end.steps for end in ends) / len(ends))
        self.logger.dump(self.timesteps)

    def begin_block(self, block: int, timesteps: int) -> None:
        """Write the steps of the block before, and name this one in all records from now on."""
        self._steps.write(self.block)
        self.block, self.timesteps = block, timesteps

    def close(self) -> None:
        """Write what is left and close the files. The logger closes this with its other outputs."""
        self._steps.write(self.block)
        self._metrics.close()
        self._episodes.close()
