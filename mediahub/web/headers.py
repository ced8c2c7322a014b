"""Security headers on every page, as plain ASGI; and the cookie that keeps a chosen language."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mediahub.i18n import LANGUAGES
from mediahub.web.language import COOKIE

_YEAR_SECONDS = 365 * 24 * 3600
_FOREIGN_POLICY = "sandbox; default-src 'none'"
_NOWHERE = "'none'"
FRAMED = {"X-Frame-Options": "SAMEORIGIN"}
"""What a page brings that other pages of this site may show inside them; no other page may be."""


def foreign_headers(content_type: str) -> dict[str, str]:
    """What HTML that was uploaded must be sent with, so that it runs and loads nothing here."""
    is_html = content_type.startswith("text/html")
    return {"content-security-policy": _FOREIGN_POLICY} if is_html else {}


def _policy(media_origin: str) -> str:
    media = f"'self' {media_origin}".strip()
    return (
        # Scripts send parts of uploads to where media lie.
        f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {media}; "
        f"img-src {media}; media-src {media}; manifest-src 'self'; frame-src 'self'; "
        # Without script, the form that plays a recording is led on to the recording itself.
        f"base-uri 'none'; form-action {media}; frame-ancestors {_NOWHERE}"
    )


class SecurityHeaders:
    """What every answer should have, and what a page should: a policy without inline code.

    `origin` is the address of this site: on HTTPS, browsers are to come by nothing else (RFC 6797).
    `media_origin` is where media links lead outside this site (an S3 host), or empty.
    """

    def __init__(self, app: ASGIApp, origin: str, media_origin: str) -> None:
        self._app = app
        self._always = [(b"x-content-type-options", b"nosniff")]
        if origin.startswith("https://"):
            self._always.append((b"strict-transport-security", f"max-age={_YEAR_SECONDS}".encode()))
        self._headers = {
            "Content-Security-Policy": _policy(media_origin),
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers that an answer does not set itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = message["headers"] = list(message["headers"])
                named = {name for name, _ in found}
                found += [header for header in self._always if header[0] not in named]
                if _is_page(found):
                    headers = MutableHeaders(raw=found)
                    self._add(headers)
                    keep_language(scope, headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if headers.get("x-frame-options") == FRAMED["X-Frame-Options"]:
            policy = headers["content-security-policy"].removesuffix(_NOWHERE)
            headers["content-security-policy"] = f"{policy}'self'"


CONFIDENTIAL = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class Confidential:
    """For a route that is one person's: no answer of it is kept, found, or told of to others.

    As middleware of the route it also reaches the answers that errors become.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the headers whatever the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"]).update(CONFIDENTIAL)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    # As bytes, for every answer comes by here; ASGI has the names in small letters.
    named = dict(headers)
    is_html = named.get(b"content-type", b"").startswith(b"text/html")
    # HTML with a policy of its own was uploaded: it is not a page, and our headers are not for it.
    return is_html and b"content-security-policy" not in named


def keep_language(scope: Scope, headers: MutableHeaders) -> None:
    """Remember a language that was asked for with `?lang=`."""
    chosen = parse_qs(scope["query_string"].decode("latin-1")).get(COOKIE, [""])[0]
    if chosen in LANGUAGES:
        cookie: SimpleCookie = SimpleCookie({COOKIE: chosen})
        cookie[COOKIE].update({"path": "/", "max-age": str(_YEAR_SECONDS), "samesite": "Lax"})
        headers.append("Set-Cookie", cookie[COOKIE].OutputString())
