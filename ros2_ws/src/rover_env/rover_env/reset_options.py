"""The options of env/reset, which travel as JSON."""

import json
from typing import Any

from rover_env.env_backend import EnvError
from rover_env.error_codes import ErrorCode
from rover_env.quoted import quoted


def parse_options(text: str) -> dict[str, Any]:
    """Return the options in a JSON object; an empty text has none.

    Raises:
        EnvError: it is no JSON object.
    """
    if not text.strip():
        return {}
    try:
        options = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EnvError(
            ErrorCode.BAD_REQUEST,
            f'options are no JSON: {error}; write e.g. {{"start_jitter": 0.5}}',
        ) from None
    if not isinstance(options, dict):
        raise EnvError(
            ErrorCode.BAD_REQUEST,
            f'options are {quoted(text, 40)}; needs a JSON object, e.g. {{"start_jitter": 0.5}}',
        )
    return options
