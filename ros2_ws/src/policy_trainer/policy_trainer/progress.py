"""How a training run is doing: the numbers that the console, the graph and the web show."""

import math
from collections import deque
from dataclasses import dataclass, field, replace
from time import monotonic

from policy_trainer.episodes import EpisodeEnd
from policy_trainer.losses import Losses
from policy_trainer.peaks import Peaks

LATEST_EPISODES = 100


@dataclass(frozen=True)
class TrainingProgress:
    """A snapshot of a run.

    state: starting, training, evaluating, done, stopped or failed.
    success_rate, mean_reward: of the latest 100 training episodes, which explore and start
        anywhere; nan before the first.
    mean_score: of the latest test, from official starts; nan before the first.
    time_left_s: wall time to the step or time limit, at most; nan while unknown.
    policy: path of the exported ONNX file, empty before the first export.
    wall_time_s: since this process began to train. updates: of the network, losses of the latest.
    peaks: of all training episodes.
    """

    run: str
    state: str
    timesteps: int = 0
    total_timesteps: int = 0
    episodes: int = 0
    steps_per_second: float = 0.0
    success_rate: float = math.nan
    mean_score: float = math.nan
    mean_reward: float = math.nan
    time_left_s: float = math.nan
    policy: str = ''
    message: str = ''
    wall_time_s: float = 0.0
    updates: int = 0
    losses: Losses = Losses()
    peaks: Peaks = field(default_factory=Peaks)

    def line(self) -> str:
        """Return the snapshot as one readable line."""
        if not self.total_timesteps:
            return 'preparing the rovers'
        return (
            f'{self.timesteps:,} of {self.total_timesteps:,} steps, '
            f'{self.steps_per_second:,.0f} steps/s, success {_percent(self.success_rate)}, '
            f'mean score {_number(self.mean_score)}, time left {_duration(self.time_left_s)}'
            + (f'; {self.message}' if self.message else '')
        )


class ProgressMeter:
    """Counts steps and episodes of a run; wall time of evaluations is not training time."""

    def __init__(self, total_timesteps: int, wall_time_limit_s: float | None) -> None:
        self._total_timesteps = total_timesteps
        self._deadline_s = (
            math.inf if wall_time_limit_s is None else monotonic() + wall_time_limit_s
        )
        self._mean_score = math.nan
        self._latest: deque[EpisodeEnd] = deque(maxlen=LATEST_EPISODES)
        self._training_s = 0.0
        self._counted_steps = 0
        self._began_s = self._made_s = monotonic()
        self._losses = Losses()
        self.timesteps = 0
        self.episodes = 0
        self.updates = 0
        self.peaks = Peaks()

    def resume(self, timesteps: int, episodes: int, updates: int = 0) -> None:
        """Go on from the counters of a checkpoint."""
        self.timesteps, self.episodes, self.updates = timesteps, episodes, updates

    def training_begins(self) -> None:
        """Start the clock that steps per second is measured with."""
        self._began_s = monotonic()

    def steps_taken(self, n_steps: int) -> None:
        """Count steps of all rovers together."""
        now_s = monotonic()
        self._training_s += now_s - self._began_s
        self._began_s = now_s
        self._counted_steps += n_steps
        self.timesteps += n_steps

    def episode_ended(self, episode: EpisodeEnd) -> None:
        """Count an episode."""
        self.episodes += 1
        self._latest.append(episode)
        self.peaks.add(episode)

    def updated(self, losses: Losses) -> None:
        """Count an update of the network."""
        self.updates += 1
        self._losses = losses

    def tested(self, mean_score: float) -> None:
        """Take the result of a test."""
        self._mean_score = mean_score

    @property
    def out_of_time(self) -> bool:
        """Whether the wall time limit has passed."""
        return monotonic() >= self._deadline_s

    def snapshot(
        self, run: str, state: str, policy: str = '', message: str = ''
    ) -> TrainingProgress:
        """Return the numbers of this moment."""
        rate = self._counted_steps / self._training_s if self._training_s else 0.0
        steps_left = max(self._total_timesteps - self.timesteps, 0)
        to_last_step_s = steps_left / rate if rate else math.nan
        return TrainingProgress(
            run=run,
            state=state,
            timesteps=self.timesteps,
            total_timesteps=self._total_timesteps,
            episodes=self.episodes,
            steps_per_second=rate,
            success_rate=_mean([float(episode.reached) for episode in self._latest]),
            mean_score=self._mean_score,
            mean_reward=_mean([episode.total_reward for episode in self._latest]),
            time_left_s=max(min(to_last_step_s, self._deadline_s - monotonic()), 0.0),
            policy=policy,
            message=message,
            wall_time_s=monotonic() - self._made_s,
            updates=self.updates,
            losses=self._losses,
            peaks=replace(self.peaks),
        )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _percent(share: float) -> str:
    return 'unknown' if math.isnan(share) else f'{share:.0%}'


def _number(value: float) -> str:
    return 'none' if math.isnan(value) else f'{value:.1f}'


def _duration(seconds: float) -> str:
    if math.isnan(seconds):
        return 'unknown'
    return f'{int(seconds) // 60}:{int(seconds) % 60:02d} min'
