"""The pages: one HTML file each, around the same head."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from scorer.submission_check import MAX_DESCRIPTION, MAX_NAME, MAX_POLICY_BYTES, MAX_REWARD_BYTES

HERE = Path(__file__).parent
STATIC_DIR = HERE / 'static'
PAGES = {
    '/': 'live',
    '/leaderboard': 'leaderboard',
    '/submit': 'submit',
    '/trials/{evaluation}/{number}': 'trial',
    '/runs': 'runs',
    '/runs/{name}': 'run',
}
LIMITS = {
    'most_name': MAX_NAME,
    'most_description': MAX_DESCRIPTION,
    'most_policy': MAX_POLICY_BYTES,
    'most_reward': MAX_REWARD_BYTES,
}


def add_pages(app: FastAPI) -> None:
    """Add every page and what it loads; the data come from the API."""
    templates = Jinja2Templates(HERE / 'templates')

    def add(path: str, page: str) -> None:
        @app.get(path, include_in_schema=False, name=page)
        def show(request: Request) -> Response:
            return templates.TemplateResponse(request, f'{page}.html', {'page': page, **LIMITS})

    for path, page in PAGES.items():
        add(path, page)
    app.mount('/static', StaticFiles(directory=STATIC_DIR))
