"""The ranking, as JSON and as CSV."""

import csv
import io

from fastapi import APIRouter, HTTPException, Response
from scorer.database import StoreError
from scorer.leaderboard_view import EXPORTED, exported_trials

from rover_web.leaderboard import Board, League


def leaderboard_api(league: League) -> APIRouter:
    """Serve the ranking of a league."""
    api = APIRouter(tags=['leaderboard'])

    @api.get('/api/leaderboard')
    def board(world: str = '', official: bool | None = None) -> Board:
        """Return driven policies, the best trial first; ``official`` absent counts both kinds."""
        return league.read(world=world, official=official)

    @api.get(
        '/api/leaderboard.csv',
        response_class=Response,
        responses={200: {'content': {'text/csv': {}}}, 503: {'description': 'no leaderboard'}},
    )
    def table(world: str = '', official: bool | None = None) -> Response:
        """Return every field of every trial, the best policy first."""
        try:
            with league.open() as opened:
                rows = exported_trials(opened.list_ranking(world=world, official=official))
        except StoreError as error:
            raise HTTPException(503, str(error)) from None
        text = io.StringIO()
        writer = csv.DictWriter(text, EXPORTED)
        writer.writeheader()
        writer.writerows(rows)
        name = {'Content-Disposition': 'attachment; filename="leaderboard.csv"'}
        return Response(text.getvalue(), media_type='text/csv', headers=name)

    return api
