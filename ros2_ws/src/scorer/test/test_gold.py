"""The gold standard that ships is that of the shipped world, rover and layout."""

from pathlib import Path

from scorer.gold import Gold, load_gold, save_gold
from scorer.make_gold import current_gold


def test_a_saved_gold_standard_loads_as_it_was(gold: Gold, tmp_path: Path) -> None:
    save_gold(gold, tmp_path / 'gold.yaml')
    assert load_gold(tmp_path / 'gold.yaml') == gold


def test_the_shipped_gold_standard_is_that_of_the_shipped_rover_and_world() -> None:
    remedy = 'if the change is meant, run `python -m scorer.make_gold` and raise SCORER_VERSION'
    assert load_gold() == current_gold(), remedy
