"""From an error to a status and a page with a sentence; never a stack trace to a visitor."""

import logging
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ExceptionHandler

from feeds.errors import FeedError
from mediahub.errors import Busy, Conflict, Forbidden, Gone, Invalid, MediaHubError, NotFound
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.storage import StoreFailure
from mediahub.web.body import OtherCharset, TooLarge, TooSlow
from mediahub.web.language import language_of
from mediahub.web.redaction import without_tokens
from mediahub.web.templating import Templates

# The first that fits: a failure of the store, and who is busy, is a Conflict, and passes.
STATUSES: dict[type[Exception], int] = {
    StoreFailure: 503,
    Busy: 503,
    TooSlow: 408,
    TooLarge: 413,
    OtherCharset: 415,
    FeedError: 422,
    NotFound: 404,
    Gone: 410,
    Conflict: 409,
    Invalid: 422,
    Forbidden: 403,
}
RETRY_SECONDS = 10

log = logging.getLogger(__name__)


def status_of(error: MediaHubError | FeedError) -> int:
    """The HTTP status of an error, found by its class."""
    return next(status for kind, status in STATUSES.items() if isinstance(error, kind))


def _headers_of(error: Exception) -> dict[str, str]:
    match error:
        case TooSlow():  # would go on sending what nobody reads (RFC 9110, 15.5.9)
            return {"Connection": "close"}
        case Busy():
            return {"Retry-After": str(error.values["seconds"])}
    return {}


def exception_handlers(hub: Hub, templates: Templates) -> dict[object, ExceptionHandler]:
    """Handlers for our own errors, Starlette's, and the ones nobody foresaw."""

    def page(
        request: Request,
        status: int,
        text: str | None,
        headers: Mapping[str, str] | None = None,
        *,
        is_signed_out: bool = False,
    ) -> Response:
        language = language_of(request, hub.settings.language)
        no_store = {"Cache-Control": "no-store", **(headers or {})}
        if request.headers.get("accept") == "application/json":  # a script, which shows the words
            return JSONResponse({"problem": text}, status, headers=no_store)
        html = templates.render(
            language,
            "errors/error.html",
            path=request.url.path,
            status=status,
            text=text,
            method=request.method,
            is_signed_out=is_signed_out,
        )
        return HTMLResponse(html, status, headers=no_store)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, (MediaHubError, FeedError))
        language = language_of(request, hub.settings.language)
        text, headers = sentence(error, language), _headers_of(error)
        is_signed_out = isinstance(error, TooLarge) and error.is_signed_out
        return page(request, status_of(error), text, headers, is_signed_out=is_signed_out)

    def unserved(request: Request, error: Exception) -> Response:
        # Where media lie, and why they cannot be had, is for those who run the service.
        log.error("the store failed at %s: %s", without_tokens(request.url.path), error)
        return page(request, 503, None, {"Retry-After": str(RETRY_SECONDS)})

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return page(request, error.status_code, None, error.headers)

    def hung_up(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it, and it is not a fault of ours

    def unforeseen(request: Request, error: Exception) -> Response:
        log.error("unforeseen error at %s", without_tokens(request.url.path), exc_info=error)
        return page(request, 500, None)

    return {
        StoreFailure: unserved,
        MediaHubError: refused,
        FeedError: refused,
        HTTPException: http,
        ClientDisconnect: hung_up,
        Exception: unforeseen,
    }
