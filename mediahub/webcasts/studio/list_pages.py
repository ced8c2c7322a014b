"""The studio's list of webcasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.models import Network, Series, WebcastKind
from mediahub.webcasts.state import state_of
from mediahub.webcasts.studio.listing import (
    Part,
    SummarySource,
    WebcastFilter,
    WebcastSummary,
    count_parts,
    list_filtered,
    titles,
)

PER_PAGE = 25
_FIELDS = ("visa", "q", "slag", "kurs", "natverk")


@dataclass(frozen=True, slots=True)
class ListPages:
    """The list, with what tells of seats and recordings."""

    summaries: SummarySource

    def list(self, request: Request, call: StudioCall) -> Response:
        """One page of the webcasts that match, with links to the other parts."""
        given = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
        wanted = _read_filter(given)
        counts = count_parts(call.db, wanted, call.now)
        page = page_asked_for(request, counts[wanted.part], PER_PAGE)
        found = list_filtered(call.db, wanted, call.now, limit=PER_PAGE, offset=page.skipped)
        kept = {name: value for name, value in given.items() if value}
        return call.render(
            "webcasts/studio/list.html",
            webcasts=found,
            states={webcast.id: state_of(webcast, call.now).value for webcast in found},
            standings=self.summaries(call.db, found, call.now),
            unknown=WebcastSummary(),
            wanted=wanted,
            counts=counts,
            part_query=_query({**kept, "visa": ""}),
            kept_query=_query(kept),
            is_filtered=any(given[name] for name in _FIELDS[1:]),
            page=page,
            kinds=list(WebcastKind),
            series=titles(call.db, Series),
            networks=titles(call.db, Network),
            may_edit=call.may_edit(),
        )


def _read_filter(given: Mapping[str, str]) -> WebcastFilter:
    part = given["visa"] if given["visa"] in list(Part) else Part.COMING
    kind = WebcastKind(given["slag"]) if given["slag"] in list(WebcastKind) else None
    return WebcastFilter(Part(part), given["q"], kind, given["kurs"], given["natverk"])


def _query(values: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{query}&" if query else ""
