"""Paths that are nothing's address: with control characters in them, or one slash too many."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

_CONTROL = re.compile(r"[\x00-\x1f]")


class LegiblePaths:
    """404 to a path with a control character, before any page asks a database for it.

    PostgreSQL has no text with NUL in it and breaks off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what can be read."""
        app = self._app
        if scope["type"] == "http" and _CONTROL.search(scope["path"]):
            headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
            app = PlainTextResponse("Not found\n", 404, headers)
        await app(scope, receive, send)


def without_slash() -> Route:
    """The last route: a path that ends with a slash leads to the one that does not.

    Starlette does this too, but to whatever host the request names.
    """

    async def lead(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        path = quote(request.path_params["path"].strip("/"))
        return RedirectResponse(f"/{path}{query}", 308)

    return Route("/{path:path}/", lead)
