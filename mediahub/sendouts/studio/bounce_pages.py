"""The report of a mail that came back, taken in through the studio: pasted, read, noted."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Invalid, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.mail.bounces import BounceResult, take_report
from mediahub.sendouts.studio.outbox_pages import note
from mediahub.sendouts.studio.urls import POST


def look(_: Request, call: StudioCall) -> Response:
    """The form for a report."""
    return _page(call)


def take(_: Request, call: StudioCall) -> Response:
    """Note what was pasted on its mail, and go there; other text stays in the form."""
    try:
        taken = take_report(call.db, call.sent("report").lstrip().encode(), call.now)
    except (Invalid, NotFound) as error:
        return _page(call, error)
    if taken.is_failure:
        note(call, taken.mail, "bounce", is_marked=taken.is_marked)
    return redirect(f"{POST}/{taken.mail.id}", _word(taken))


def _word(taken: BounceResult) -> str:
    if taken.is_marked:
        return "adressen-dod"
    return "misslyckat" if taken.is_failure else "inget-fel"


def _page(call: StudioCall, refusal: MediaHubError | None = None) -> Response:
    return call.render(
        "sendouts/studio/bounce.html",
        422 if refusal else 200,
        errors={"report": sentence(refusal, call.language)} if refusal else {},
        report=call.sent("report"),
    )
