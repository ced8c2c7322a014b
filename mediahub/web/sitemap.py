"""`/sitemap.xml`: every public page (sitemaps.org, protocol 0.9), as the features tell of them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory

PublicPages = Callable[[Call], Iterable[tuple[str, datetime]]]
"""What a feature has for the public: addresses, and when each last changed."""


def routes(factory: PageFactory, *features: PublicPages) -> list[Route]:
    """The address that `/robots.txt` names."""

    def sitemap(request: Request, call: Call) -> Response:
        pages = sorted(page for feature in features for page in feature(call))
        changed_at = max((moment for _, moment in pages), default=call.now)
        document = Document.of(_written(pages), "application/xml; charset=utf-8", changed_at)
        return answer(request, document)

    return [Route("/sitemap.xml", factory.page(sitemap), name="sitemap")]


def _written(pages: Iterable[tuple[str, datetime]]) -> bytes:
    entries = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>\n"
        for url, moment in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    ).encode()
