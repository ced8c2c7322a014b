"""Cross-site request forgery: a form is taken only from a page of this site."""

from urllib.parse import urlsplit

from starlette.requests import Request

from mediahub.errors import Forbidden

# "none" is the person's own doing, such as loading the page again.
_OWN_SITES = ("same-origin", "none")


def require_same_origin(request: Request, origin: str, *, may_be_unnamed: bool = False) -> None:
    """Forbidden unless the browser says that the request comes from a page of `origin`.

    Sec-Fetch-Site (W3C Fetch Metadata 2.4) is asked first, for a page cannot write it; browsers
    leave it out over plain HTTP, where Origin (RFC 6454 7) tells. One of the two has to be there.
    With `may_be_unnamed`, an Origin of “null” passes where there is nothing better: see
    `PageFactory.page`.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in _OWN_SITES
    else:
        named = request.headers.get("origin")
        is_own = named in (origin, _asked_for(request)) or (may_be_unnamed and named == "null")
    if not is_own:
        raise Forbidden("The form was not sent from this site. Open the page here and try again.")


def is_from_program(request: Request) -> bool:
    """Whether no browser sent it: every browser names the Origin of a form, if only as “null”."""
    return "origin" not in request.headers and "sec-fetch-site" not in request.headers


def _asked_for(request: Request) -> str:
    """The origin that was asked for: behind a proxy or on a test host it is not the configured."""
    address = urlsplit(str(request.url))
    return f"{address.scheme}://{address.netloc}"
