"""How the API says that there is no such thing."""

from typing import Any

NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {'description': 'there is none; the detail says in one sentence what is missing'}
}
