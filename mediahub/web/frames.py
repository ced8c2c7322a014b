"""HTML that is shown inside a page and is none of ours to run: mails and letters, in a frame."""

from starlette.responses import Response

# Its styles stand in its elements; it runs, loads and sends nothing, and only we may frame it.
_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)


def framed(html: str) -> Response:
    """The document, for a frame of a page of this site."""
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)
