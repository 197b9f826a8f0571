"""What holds for every test of the repository: how it is interrupted, and how it sees web pages."""

import shutil
import signal
from collections.abc import Iterator

import pytest

try:
    from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
except ImportError:
    sync_playwright = None

# A shell without job control starts background commands deaf to Ctrl-C, and their children inherit
# that; tests that press Ctrl-C must not depend on how they were started.
signal.signal(signal.SIGINT, signal.default_int_handler)

CHROMIUM_FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
]  # fmt: skip


@pytest.fixture(scope='module')  # while Playwright is open, no test can run an event loop
def browser() -> Iterator['Browser']:
    """Headless Chromium of the system."""
    chromium = shutil.which('chromium')
    if sync_playwright is None or chromium is None:
        pytest.fail(
            'browser tests need Chromium and playwright; `apt-get install chromium` and '
            '`pip install playwright`, or leave them out with `-m "not browser"`'
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: 'Browser') -> Iterator['Page']:
    """A page that fails its test on any console error and any request elsewhere."""
    page = browser.new_page(viewport={'width': 1280, 'height': 1600})
    wrong: list[str] = []
    page.on('console', lambda line: wrong.append(line.text) if _is_wrong(line) else None)
    page.on('pageerror', lambda error: wrong.append(str(error)))
    # A page that is left, and a player that has enough of a video, break requests off.
    page.on(
        'requestfailed',
        lambda request: (
            wrong.append(f'{request.url} failed: {request.failure}')
            if request.failure != 'net::ERR_ABORTED'
            else None
        ),
    )
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.set_default_timeout(20_000)
    yield page
    page.close()
    assert wrong == []
    ours = ('http://127.0.0.1:', 'ws://127.0.0.1:', 'data:', 'blob:http://127.0.0.1:')
    assert [url for url in asked if not url.startswith(ours)] == []


def _is_wrong(line: 'ConsoleMessage') -> bool:
    """Tell an error from what a browser notes when a form is refused."""
    return line.type == 'error' and 'status of 422' not in line.text
