"""What each page of the web node weighs: the bytes that a browser loads for it.

    python bench/page_weights.py [http://127.0.0.1:8080/] [--json FILE] [--page FILE]

Needs Chromium and a web node that runs, with a leaderboard whose first evaluation has a replay, and
a run whose report has been made first in its list. Prints a table and writes it; nothing here is a
test.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright
from result_file import machine, put_into, write_result

PAGES = {
    '': 'live',
    'leaderboard': 'leaderboard',
    'submit': 'submit',
    'trials/1/1': 'trial with its replay',
    'runs': 'runs',
}


def main() -> None:
    """Load each page once, without a cache, print and write."""
    options = _options()
    load_before = os.getloadavg()[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which('chromium'), args=['--no-sandbox', '--disable-gpu']
        )
        run = _first_run(browser, options.url)
        pages = PAGES | {run: 'run', f'{run}/report': 'report of the run, with all its figures'}
        kilobytes = {name: _weigh(browser, options.url + path) for path, name in pages.items()}
        browser.close()
    lines = ['| page | kB |', '|---|---|']
    lines += [f'| {name} | {weight:.0f} |' for name, weight in kilobytes.items()]
    print('\n'.join(lines))
    write_result(options.json, {'kilobytes': kilobytes, **machine(load_before)})
    if options.page:
        put_into(options.page, 'bench/page_weights.py', lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('url', nargs='?', default='http://127.0.0.1:8080/')
    parser.add_argument('--json', type=Path, default=Path('runs/bench/page_weights.json'))
    parser.add_argument('--page', type=Path, help='Markdown file whose table is replaced')
    return parser.parse_args()


def _weigh(browser: Browser, url: str) -> float:
    """Return what one page loads over HTTP until nothing is left to load, in 1,000 bytes."""
    page = browser.new_page()
    replies: list[Response] = []
    page.on('response', lambda reply: replies.append(reply))
    page.goto(url)
    page.wait_for_load_state('networkidle')
    weight = sum(len(reply.body()) for reply in replies)
    page.close()
    return weight / 1000.0


def _first_run(browser: Browser, url: str) -> str:
    page = browser.new_page()
    page.goto(f'{url}runs')
    address = page.locator('#runs tbody a').first.get_attribute('href')
    page.close()
    assert address is not None
    return address.removeprefix('/')


if __name__ == '__main__':
    main()
