"""`/studio/fonster`: which recordings are open, when they close, and when they went."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall
from mediahub.recordings.preconditions import IN_WINDOW
from mediahub.recordings.retention.deletion import deletes_at
from mediahub.recordings.service import list_by_closing
from mediahub.recordings.state import RecordingState, state_of
from mediahub.web.paging import page_asked_for

WINDOWS = "/studio/fonster"
PER_PAGE = 50
_OVER = (RecordingState.CLOSED, RecordingState.DELETED)
_PARTS = {
    "oppna": frozenset(IN_WINDOW),
    "vantar": frozenset(RecordingState) - {*IN_WINDOW, *_OVER},
    "stangda": frozenset({RecordingState.CLOSED}),
    "raderade": frozenset({RecordingState.DELETED}),
}


def listing(request: Request, call: StudioCall) -> Response:
    """One part of the recordings, what is to close first at the top."""
    asked = request.query_params.get("visa", "")
    part = asked if asked in _PARTS else "oppna"
    stated = [(one, state_of(one, call.now)) for one in list_by_closing(call.db)]
    counts = {name: sum(state in states for _, state in stated) for name, states in _PARTS.items()}
    found = [one for one, state in stated if state in _PARTS[part]]
    page = page_asked_for(request, len(found), PER_PAGE)
    return call.render(
        "recordings/studio/windows.html",
        recordings=found[page.skipped : page.skipped + PER_PAGE],
        states={one.id: state.value for one, state in stated},
        deletes_at=deletes_at,
        part=part,
        counts=counts,
        page=page,
        kept_query=f"visa={part}&",
    )
