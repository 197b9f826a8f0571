"""Which trials of the leaderboard are official: those that this version of the scorer found so."""

from sqlalchemy import and_

from scorer.score import SCORER_VERSION
from scorer.tables import EvaluationRow, TrialRow

IS_OFFICIAL = and_(TrialRow.official, EvaluationRow.scorer_version == SCORER_VERSION)
"""As ``is_official``, in a query."""


def is_official(evaluation: EvaluationRow, trial: TrialRow) -> bool:
    """Say whether a trial is ranked as official; scores of another version do not compare."""
    return trial.official and not why_outdated(evaluation)


def why_outdated(evaluation: EvaluationRow) -> str:
    """Return why none of an evaluation's trials is official; empty where each speaks for itself."""
    if evaluation.scorer_version == SCORER_VERSION:
        return ''
    return (
        f'not official: scored by version {evaluation.scorer_version} of the scorer, this is '
        f'version {SCORER_VERSION}; hand the policy in again'
    )
