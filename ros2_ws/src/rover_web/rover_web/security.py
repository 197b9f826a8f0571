"""Keep pages of other sites away: browsers let any page talk to a server on this machine."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = ('127.0.0.1', 'localhost', '[::1]')
READING = frozenset({'GET', 'HEAD', 'OPTIONS'})
FORBIDDEN_SOCKET = 1008
OWN_CONTENT_ONLY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    'Content-Security-Policy': OWN_CONTENT_ONLY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
}


class Security:
    """Refuses foreign names and foreign pages, and adds ``HEADERS`` where a reply lacks them.

    A name that does not belong to this machine is how a foreign page gets a local address to
    count as its own (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, names: tuple[str, ...] | None) -> None:
        """Wrap an application; ``names``: the hosts it answers to, None for any."""
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope['type'] == 'lifespan':
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal and scope['type'] == 'websocket':
            await receive()
            await send({'type': 'websocket.close', 'code': FORBIDDEN_SOCKET})
        elif refusal:
            await JSONResponse({'detail': refusal}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host = headers.get('host', '')
        if self._names is not None and _name(host) not in self._names:
            return (
                f'host {host} is not served, only {", ".join(self._names)}; '
                'set parameter host of node web to serve other machines'
            )
        changes = scope['type'] == 'websocket' or scope['method'] not in READING
        origin = headers.get('origin')
        if changes and origin is not None and urlsplit(origin).netloc != host:
            return f'a page of {origin} may not do this'
        return ''


def names_served(host: str) -> tuple[str, ...] | None:
    """Return the names a server bound to ``host`` answers to; None: any."""
    local = host == 'localhost' or host.startswith('127.') or host == '::1'
    return (*LOCAL_NAMES, host) if local else None


def _name(host: str) -> str:
    """Return a Host header without its port."""
    name, colon, port = host.rpartition(':')
    return name if colon and port.isdigit() and not name.endswith(':') else host


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message['type'] == 'http.response.start':
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
