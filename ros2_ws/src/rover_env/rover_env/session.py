"""Who may step the environment: the client that reset it last, and nobody else."""

from itertools import count
from secrets import token_hex

from rover_env.env_backend import EnvError
from rover_env.error_codes import ErrorCode


class Session:
    """Hands out session tokens, and episode ids that belong to them."""

    def __init__(self) -> None:
        self._token = ''
        self._numbers = count(1)

    def renew(self) -> str:
        """Begin a new session, which ends the one before; returns its token."""
        self._token = token_hex(8)
        self._numbers = count(1)
        return self._token

    def check(self, token: str) -> None:
        """Refuse a token that is not of this session; an empty one is anybody's.

        Raises:
            EnvError: no session has begun, or another one is under way.
        """
        if not self._token:
            raise EnvError(ErrorCode.NO_EPISODE, 'no episode has begun; call env/reset first')
        if token and token != self._token:
            raise EnvError(
                ErrorCode.OLD_SESSION,
                f'session {token!r} is over: another client has reset this environment; '
                'call env/reset to take it back',
            )

    def episode_ids(self, n_episodes: int) -> list[str]:
        """Return ids for new episodes; no other session or server gives the same ones."""
        return [f'{self._token}-{next(self._numbers)}' for _ in range(n_episodes)]
