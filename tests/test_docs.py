"""The reference pages say what the code says."""

from pathlib import Path

import pytest
from reference_pages.__main__ import PAGES

REFERENCE = Path(__file__).resolve().parents[1] / 'docs' / 'reference'


@pytest.mark.parametrize('name', PAGES)
def test_reference_page_is_up_to_date(name: str) -> None:
    assert (REFERENCE / name).read_text() == PAGES[name](), 'run docs/build'
