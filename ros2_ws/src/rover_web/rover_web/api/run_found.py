"""What the API answers about a run that there is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException

from rover_web.runs import RunNotFoundError


@contextmanager
def found_or_404() -> Iterator[None]:
    """Turn a run, or a file of one, that is not found into an answer with the sentence."""
    try:
        yield
    except RunNotFoundError as error:
        raise HTTPException(404, str(error)) from None
