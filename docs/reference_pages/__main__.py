"""Write the pages of docs/reference, or with --check compare them with the code."""

import argparse
import sys
from pathlib import Path

from reference_pages.episodes import episodes_page
from reference_pages.interfaces import interfaces_page
from reference_pages.nodes import nodes_page
from reference_pages.reward import reward_page
from reference_pages.score import score_page
from reference_pages.sensors import sensors_page
from reference_pages.spec import spec_page
from reference_pages.steps import steps_page

DOCS = Path(__file__).resolve().parents[1]
PAGES = {
    'episodes.md': episodes_page,
    'interfaces.md': interfaces_page,
    'nodes.md': nodes_page,
    'observation.md': spec_page,
    'reward.md': reward_page,
    'score.md': score_page,
    'steps.md': steps_page,
    'sensors.md': sensors_page,
}


def main() -> int:
    """Write or compare; returns the exit status."""
    parser = argparse.ArgumentParser(prog='docs/build', description=__doc__)
    parser.add_argument(
        '--check', action='store_true', help='write nothing, fail where pages differ'
    )
    check = parser.parse_args().check
    stale = []
    for name, page in PAGES.items():
        file = DOCS / 'reference' / name
        text = page()
        if check and (not file.exists() or file.read_text() != text):
            stale.append(name)
        elif not check:
            file.write_text(text)
    if stale:
        print(f'out of date: {", ".join(stale)}; run docs/build', file=sys.stderr)
    return bool(stale)


if __name__ == '__main__':
    sys.exit(main())
