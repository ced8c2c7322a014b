"""What is nothing's address: hosts and texts that make no URL, or a path with a slash too many."""

import re
from ipaddress import ip_address
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

_CONTROL = re.compile(r"[\x00-\x1f]")
# RFC 9110 7.2 and RFC 3986 3.2.2.
_HOST = re.compile(r"(?:[\w.~%-]+|\[(?P<address>[0-9A-Fa-f:.]+)\])(?::\d{0,5})?", re.ASCII)
_NUL = re.compile(rb"\x00|%00")


class LegibleAddresses:
    """400 to what makes no URL, and 404 to what no page can have, before any page is asked.

    A path with a control character, or a query with NUL: PostgreSQL has no text with that in it
    and breaks off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what can be read."""
        app, headers = self._app, {"Cache-Control": "no-store"}
        if scope["type"] == "http":
            if not _has_host(scope) or not _is_text(scope["query_string"]):
                app = PlainTextResponse("Bad request\n", 400, headers)
            elif _CONTROL.search(scope["path"]) or _NUL.search(scope["query_string"]):
                app = PlainTextResponse("Not found\n", 404, headers)
        await app(scope, receive, send)


def _has_host(scope: Scope) -> bool:
    """Whether it names the one host that is asked for (RFC 9112, 3.2); HTTP/1.0 need not."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return not hosts and scope["http_version"] == "1.0"
    found = _HOST.fullmatch(hosts[0])
    return found is not None and (found["address"] is None or _is_address(found["address"]))


def _is_address(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


def _is_text(query: bytes) -> bool:
    try:
        query.decode()
    except UnicodeDecodeError:
        return False
    return True


def without_slash() -> Route:
    """The last route: a path that ends with a slash leads to the one that does not.

    Starlette does this too, but to whatever host the request names.
    """

    async def lead(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        path = quote(request.path_params["path"].strip("/"))
        return RedirectResponse(f"/{path}{query}", 308)

    return Route("/{path:path}/", lead)
