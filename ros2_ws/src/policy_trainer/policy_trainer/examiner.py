"""Decide whether weights are good: a quick test on the fast model, then the full physics."""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from policy_trainer.config import TrainingConfig
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
        deciding = self.full or self.screening
        score = 0.0 if math.isnan(deciding.mean_score) else deciding.mean_score
        return (self.full.success_rate if self.full else -1.0, self.screening.success_rate, score)

    def metrics(self) -> dict[str, float]:
        """Return the results under the names they have in metrics.jsonl."""
        tests = {'screening': self.screening} | ({'evaluation': self.full} if self.full else {})
        rates = {f'{name}/success_rate': test.success_rate for name, test in tests.items()}
        return rates | {f'{name}/mean_score': test.mean_score for name, test in tests.items()}


class Examiner:
    """Tests weights between blocks, on starts and noise that training never sees.

    Each block has its own starts, so that no set of starts is learned by selection.
    """

    def __init__(
        self, environments: Environments, config: TrainingConfig, go_on: Callable[[], bool]
    ) -> None:
        self._environments = environments
        self._config = config
        self._go_on = go_on

    def examine(self, driver: Driver, block: int, always_full: bool = False) -> Examination | None:
        """Test weights; the full physics only if they pass the screening, or ``always_full``.

        Returns none if it was told to stop meanwhile.
        """
        screening = self._test('screening', driver, block)
        if screening is None:
            return None
        if not always_full and screening.success_rate < self._config.stop.success_rate:
            return Examination(screening)
        full = self._test('evaluation', driver, block)
        return None if full is None else Examination(screening, full)

    def _test(self, kind: str, driver: Driver, block: int) -> Evaluation | None:
        starts = self._config.evaluation.starts
        env = self._environments.screening if kind == 'screening' else self._environments.evaluation
        seed = derived_seed(self._config.seed, Stream.EVALUATION, block)
        result = evaluate(env(), driver, starts, seed, self._go_on)
        if not self._go_on():
            return None
        logger.info('%s: %s', kind, result.summary())
        return result
