"""The page of the score: formula, outcomes and the gold standard."""

import inspect

from rover_env import outcomes
from scorer import score as scoring
from scorer.gold import load_gold


def score_page() -> str:
    """Return the page as Markdown."""
    return '\n'.join(['# Score', inspect.getdoc(scoring.score) or '', str(outcomes), str(load_gold)])
