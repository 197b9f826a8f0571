"""An episode with its score."""

from dataclasses import dataclass

from scorer.episode import REACHED, Episode
from scorer.score import Verdict


@dataclass(frozen=True)
class Trial:
    """A scored episode.

    policy_hash: sha256 of the ONNX file that drove, empty when unknown; policy: its path then.
    log: file with one line per step; replay: file that shows the trial again; empty without one.
    """

    episode: Episode
    verdict: Verdict
    policy_hash: str = ''
    policy: str = ''
    log: str = ''
    replay: str = ''

    def line(self, number: int) -> str:
        """Write the trial as it is announced: ``trial 1: reached score 9766.10``."""
        score = self.verdict.score
        shown = 'none' if score is None else f'{score:.2f}'
        return f'trial {number}: {self.episode.outcome} score {shown}'

    def summary(self) -> str:
        """Tell the trial in one sentence."""
        episode = self.episode
        place = (
            'at the checkpoint'
            if episode.outcome == REACHED
            else f'{episode.final_distance_m:.2f} m from the checkpoint'
        )
        detail = f' ({episode.detail})' if episode.detail else ''
        return (
            f'{episode.outcome}{detail} {place} after {episode.steps} steps and '
            f'{episode.distance_travelled_m:.2f} m, average acceleration '
            f'{episode.average_acceleration_mps2:.3f} m/s^2'
        )
