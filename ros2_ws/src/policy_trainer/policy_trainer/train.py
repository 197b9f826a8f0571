"""Train a policy in a run folder: blocks of PPO with tests between them, until it is good."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

import torch

from policy_trainer.block_loop import BlockLoop, UpdateTimes
from policy_trainer.checkpoint import (
    Counters,
    load_checkpoint,
    load_weights,
    save_checkpoint,
)
from policy_trainer.config import TrainingConfig
from policy_trainer.drive_recorder import DriveRecorder
from policy_trainer.environments import Environments
from policy_trainer.episodes import EpisodeEnd, read_ends
from policy_trainer.examiner import Examination, Examiner
from policy_trainer.learner import make_learner
from policy_trainer.losses import Losses
from policy_trainer.network import policy_driver
from policy_trainer.progress import ProgressMeter, TrainingProgress
from policy_trainer.publish import publish
from policy_trainer.recorder import Recorder
from policy_trainer.run_folder import RunFolder
from policy_trainer.run_log import logged_to
from policy_trainer.training_result import EndReason, TrainingResult
from policy_trainer.vec_env import Sb3VectorEnv

PROGRESS_PERIOD_S = 0.5

logger = logging.getLogger(__name__)
ProgressCallback = Callable[[TrainingProgress], None]


def train(
    run: RunFolder,
    environments: Environments,
    stop: threading.Event,
    on_progress: ProgressCallback = lambda progress: None,
) -> TrainingResult:
    """Train in a started run folder, from its last checkpoint where there is one.

    stop: set it from any thread to end training within a step; the run can be resumed.
    on_progress: called about twice a second while training, in this thread.
    """
    lock = run.lock()
    try:
        with logged_to(run.log):
            config = run.read_config()
            torch.set_num_threads(config.torch_threads)
            return _Session(run, config, environments, stop, on_progress).drive()
    finally:
        environments.close()
        os.close(lock)


class _Session:
    """One process's part of a run: from a checkpoint to a reason to end."""

    def __init__(
        self,
        run: RunFolder,
        config: TrainingConfig,
        environments: Environments,
        stop: threading.Event,
        on_progress: ProgressCallback,
    ) -> None:
        self._run = run
        self._config = config
        self._stop = stop
        self._on_progress = on_progress
        self._began_s = monotonic()
        self._reported_s = -PROGRESS_PERIOD_S
        self._reason: EndReason | None = None
        self._env = Sb3VectorEnv(environments.training())
        self._model = make_learner(config, self._env)
        self._counters = self._restored_counters()
        self._recorder = Recorder(run, config.record.steps, self._counters.next_episode)
        self._driven = DriveRecorder(
            self._recorder, self._env.num_envs, config.environment.physics, test=False
        )
        self._since_update: list[EpisodeEnd] = []
        self._model.set_logger(self._recorder.logger)
        self._meter = ProgressMeter(config.whole_timesteps, config.stop.wall_time_s)
        self._meter.resume(
            self._counters.timesteps,
            self._counters.episodes,
            self._counters.timesteps // config.update_timesteps,
        )
        for end in read_ends(run.episodes):
            self._meter.peaks.add(end)
        self._examiner = Examiner(environments, config, self._recorder, self._watch_test)

    def drive(self) -> TrainingResult:
        """Train until a rule says stop; all files of the run are complete on return."""
        config = self._config
        whole, asked, block = config.whole_timesteps, config.total_timesteps, config.block_timesteps
        if whole != asked:
            logger.info(f'{asked:,} steps are driven as {whole:,}, in whole blocks of {block:,}')
        try:
            self._model.learn(
                config.whole_timesteps - self._model.num_timesteps,
                callback=BlockLoop(config.seed, config.block_timesteps, self),
                log_interval=sys.maxsize,  # never: after_update logs, beside the update it is of
                reset_num_timesteps=False,
            )
            if not self._stop.is_set() and not self._run.policy.exists():
                self._export_best_screened()
        finally:
            self._recorder.logger.close()
        return self._conclude()

    def _conclude(self) -> TrainingResult:
        stopped = self._stop.is_set()
        reason = EndReason.STOPPED if stopped else self._reason or EndReason.STEP_LIMIT
        result = TrainingResult(
            reason, self._counters.timesteps, monotonic() - self._began_s, self._run.policy.exists()
        )
        logger.info('training ended: %s', result.summary())
        self._report('stopped' if stopped else 'done', result.summary(), at_once=True)
        return result

    def _restored_counters(self) -> Counters:
        if not self._run.last_checkpoint.exists():
            if self._config.begin_with:
                load_weights(self._run.first_weights, self._model, self._config)
            return Counters()
        counters = load_checkpoint(self._run.last_checkpoint, self._model, self._config)
        self._model.num_timesteps = counters.timesteps
        self._run.rewind(counters.block)
        logger.info('resumed %s at %d steps', self._run.name, counters.timesteps)
        return counters

    def after_step(self, infos: list[dict[str, Any]]) -> bool:
        """Count and record; see BlockListener."""
        self._meter.steps_taken(len(infos))
        told = {rover: info for rover, info in enumerate(infos) if 'outcome' in info}
        ends = {rover: EpisodeEnd.from_info(info) for rover, info in told.items()}
        for end in ends.values():
            self._meter.episode_ended(end)
        self._since_update += ends.values()
        self._recorder.timesteps = self._model.num_timesteps
        self._driven.step(self._env.step_columns, ends)
        self._report('training')
        if self._meter.out_of_time:
            self._reason = EndReason.TIME_LIMIT
        return not (self._reason or self._stop.is_set())

    def after_update(self, times: UpdateTimes) -> None:
        """Record the numbers of an update; see BlockListener."""
        self._meter.updated(Losses.from_log(self._recorder.logger.name_to_value))
        self._recorder.update(times, self._since_update)
        self._since_update = []

    def between_blocks(self, block: int) -> bool:
        """Save, test, decide whether to go on; see BlockListener."""
        self._recorder.begin_block(block, self._model.num_timesteps)
        self._counters.block = block
        self._counters.next_episode = self._recorder.next_episode
        self._counters.timesteps = self._model.num_timesteps
        self._counters.episodes = self._meter.episodes
        # Saved before the test, which is repeated if the process dies in it.
        save_checkpoint(self._run.last_checkpoint, self._model, self._config, self._counters)
        settings = self._config.evaluation
        if block and block % settings.every_blocks == 0:
            early = self._model.num_timesteps < settings.first_timesteps
            self._examine(block, None if early else self._config.stop.success_rate)
        self._driven.begin()
        self._meter.training_begins()
        return not (self._reason or self._stop.is_set())

    def _examine(self, block: int, full_from_rate: float | None) -> None:
        driver = policy_driver(self._model.policy)
        exam = self._examiner.examine(driver, block, full_from_rate)
        if exam is None:
            return
        self._recorder.metrics(exam.metrics())
        self._meter.tested(exam.mean_score)
        if exam.rank > self._counters.best_rank:
            self._counters.best_rank = exam.rank
            self._keep_best(exam)
        passed = exam.full and exam.full.success_rate >= self._config.stop.success_rate
        self._counters.passes = self._counters.passes + 1 if passed else 0
        if self._counters.passes >= self._config.stop.consecutive:
            self._reason = self._reason or EndReason.SOLVED

    def _keep_best(self, exam: Examination) -> None:
        best = self._run.best_checkpoint
        save_checkpoint(best, self._model, self._config, self._counters, to_resume=False)
        if exam.full:
            publish(self._run, self._config, self._model, exam.full)

    def _export_best_screened(self) -> None:
        """Test on the full physics what did best on the fast model, and export it."""
        best, last = self._run.best_checkpoint, self._run.last_checkpoint
        path = best if best.exists() else last
        counters = load_checkpoint(path, self._model, self._config)
        self._model.num_timesteps = self._recorder.timesteps = counters.timesteps
        self._examine(counters.block, full_from_rate=0.0)

    def _watch_test(self, what: str) -> bool:
        self._report('evaluating', what)
        return not self._stop.is_set()

    def _report(self, state: str, message: str = '', at_once: bool = False) -> None:
        now_s = monotonic()
        if at_once or now_s - self._reported_s >= PROGRESS_PERIOD_S:
            self._reported_s = now_s
            policy = str(self._run.policy) if self._run.policy.exists() else ''
            self._on_progress(self._meter.snapshot(self._run.name, state, policy, message))
