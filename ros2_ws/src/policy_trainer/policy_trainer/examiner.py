"""Decide whether weights are good: a quick test on the fast model, then the full physics."""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from policy_trainer.config import TrainingConfig
from policy_trainer.drive_recorder import DriveRecorder, Records
from policy_trainer.environments import Environments
from policy_trainer.evaluate import Driver, Evaluation, evaluate
from policy_trainer.seeds import Stream, derived_seed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examination:
    """The tests of one set of weights. full: none where the screening already failed."""

    screening: Evaluation
    full: Evaluation | None = None

    @property
    def rank(self) -> tuple[float, float, float]:
        """What makes one set of weights better than another; larger is better."""
        score = 0.0 if math.isnan(self.mean_score) else self.mean_score
        return (self.full.success_rate if self.full else -1.0, self.screening.success_rate, score)

    def metrics(self) -> dict[str, float]:
        """Return the results under the names they have in metrics.jsonl."""
        tests = {'screening': self.screening} | ({'evaluation': self.full} if self.full else {})
        rates = {f'{name}/success_rate': test.success_rate for name, test in tests.items()}
        return rates | {f'{name}/mean_score': test.mean_score for name, test in tests.items()}

    @property
    def mean_score(self) -> float:
        """Mean score of the most telling test; nan if no episode had one."""
        return (self.full or self.screening).mean_score


class Examiner:
    """Tests weights between blocks, on starts and noise that training never sees.

    Each block has its own starts, so that selection does not learn one set of them.
    records: where the tests are recorded. watch: asked before each step with what is tested, in
        words; False breaks a test off.
    """

    def __init__(
        self,
        environments: Environments,
        config: TrainingConfig,
        records: Records,
        watch: Callable[[str], bool],
    ) -> None:
        self._environments = environments
        self._config = config
        self._records = records
        self._watch = watch
        self._max_failures = int((1.0 - config.stop.success_rate) * config.evaluation.starts + 1e-9)

    def examine(
        self, driver: Driver, block: int, full_from_rate: float | None
    ) -> Examination | None:
        """Test weights: the screening, then the full test of those that did well in it.

        full_from_rate: success rate of the screening from which the full test follows; none never.
        Returns none if it was told to break off.
        """
        screening = self._test('screening', 'fast', driver, block)
        if screening is None:
            return None
        if full_from_rate is None or screening.success_rate < full_from_rate:
            return Examination(screening)
        full = self._test('evaluation', self._config.evaluation.physics, driver, block)
        return None if full is None else Examination(screening, full)

    def _test(self, name: str, physics: str, driver: Driver, block: int) -> Evaluation | None:
        settings = self._config.evaluation
        places = {
            'screening': self._environments.screening,
            'evaluation': self._environments.evaluation,
        }
        env = places[name]()
        wanted = True

        def go_on(n_ended: int) -> bool:
            nonlocal wanted
            wanted = self._watch(f'{name}: {n_ended} of {settings.starts} starts driven')
            return wanted

        driven = DriveRecorder(self._records, env.num_envs, physics, test=True)
        driven.begin()
        result = evaluate(
            env,
            driver,
            settings.starts,
            derived_seed(self._config.seed, Stream.EVALUATION, block),
            settings.step_limit,
            self._max_failures,
            go_on,
            driven.step,
        )
        if not wanted:
            return None
        logger.info('%s: %s', name, result.summary())
        return result
