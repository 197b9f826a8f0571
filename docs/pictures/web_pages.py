"""Take the pictures of the web pages anew, from a web node that runs.

python web_pages.py [http://127.0.0.1:8080/]

Needs Chromium, a leaderboard whose first evaluation has a replay, and a run called first.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent
WIDTH_PX = 1100
MAX_HEIGHT_PX = 1760
MARGIN_PX = 16
ENDS_OF_SECTIONS = """[...document.querySelectorAll('section')]
    .map((section) => section.getBoundingClientRect().bottom + scrollY)"""
CAMERAS_SHOW = "[...document.querySelectorAll('[data-camera] img')].every((i) => i.naturalWidth)"


def main() -> None:
    """Write web_*.png beside this file."""
    url = sys.argv[1] if len(sys.argv) > 1 else 'http://127.0.0.1:8080/'
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which('chromium'), args=['--no-sandbox', '--disable-gpu']
        )
        page = chromium.new_page(viewport={'width': WIDTH_PX, 'height': 900}, bypass_csp=True)
        page.set_default_timeout(120_000)
        _live(page, url)
        page.goto(f'{url}leaderboard')
        _save(page, '#official tbody tr', 'web_leaderboard')
        _trial(page, url)
        page.goto(f'{url}runs/first')
        _save(page, '#files li', 'web_run')
        chromium.close()


def _live(page: Page, url: str) -> None:
    page.goto(url)
    page.locator('#camera-title').scroll_into_view_if_needed()
    page.wait_for_function(CAMERAS_SHOW)
    page.evaluate('scrollTo(0, 0)')
    _save(page, '#step', 'web_live')


def _trial(page: Page, url: str) -> None:
    page.goto(f'{url}trials/1/1')
    page.locator('#time').fill('300')
    _save(page, '#step', 'web_trial')


def _save(page: Page, shown: str, name: str) -> None:
    page.locator(shown).first.wait_for()
    page.wait_for_load_state('networkidle')
    shot = Image.open(BytesIO(page.screenshot(full_page=True))).convert('RGB')
    ends = [end for end in page.evaluate(ENDS_OF_SECTIONS) if end <= MAX_HEIGHT_PX]
    shot = shot.crop((0, 0, shot.width, min(shot.height, round(ends[-1]) + MARGIN_PX)))
    file = FOLDER / f'{name}.png'
    few = shot.quantize(kmeans=1, dither=Image.Dither.NONE)  # else rare colours turn grey
    few.save(file, optimize=True)
    print(f'{file.name}: {file.stat().st_size // 1000} kB')


if __name__ == '__main__':
    main()
