"""The reference pages say what the code says, and every page can be found."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from reference_pages.__main__ import PAGES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / 'docs'
LINK = re.compile(r'\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)', re.MULTILINE)
HEADING = re.compile(r'^#+ (.*)$', re.MULTILINE)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Files that a page links to or shows, with the heading in them that is meant."""
    for inline, named in LINK.findall(page.read_text()):
        file, _, anchor = (inline or named).partition('#')
        if ':' not in file:
            yield (page.parent / file).resolve() if file else page, anchor


def anchors(page: Path) -> set[str]:
    """What a link may name behind the #, as GitHub makes it from the headings."""
    headings = HEADING.findall(page.read_text())
    return {re.sub(r'[^\w -]', '', text).strip().lower().replace(' ', '-') for text in headings}


def found_from(page: Path) -> set[Path]:
    """Every file that a reader gets to by following links."""
    found, ahead = {page}, [page]
    while ahead:
        here = {file for file, _ in links(ahead.pop()) if file.exists()} - found
        found |= here
        ahead += [file for file in here if file.suffix == '.md']
    return found


FOUND = found_from(ROOT / 'README.md')


@pytest.mark.parametrize('name', PAGES)
def test_reference_page_is_up_to_date(name: str) -> None:
    assert (DOCS / 'reference' / name).read_text() == PAGES[name](), 'run docs/build'


@pytest.mark.parametrize('kind', ['md', 'png', 'ipynb'])
def test_links_lead_from_the_readme_to_every_page_and_picture(kind: str) -> None:
    assert set(DOCS.rglob(f'*.{kind}')) - FOUND == set()


@pytest.mark.parametrize(
    'page', [file for file in sorted(FOUND) if file.suffix == '.md'], ids=lambda file: file.name
)
def test_no_link_of_a_page_is_broken(page: Path) -> None:
    for file, anchor in links(page):
        assert file.exists()
        assert not anchor or anchor in anchors(file)
