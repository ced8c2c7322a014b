"""The history of an episode: who did what when, word by word, and back to what was."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from mediahub.accounts import users
from mediahub.accounts.edit_conflicts import is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.episodes.fields import FIELDS
from mediahub.episodes.models import Episode
from mediahub.episodes.studio import revisions
from mediahub.episodes.studio.editor import find, find_to_edit, path_of
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.forms.fields import filled_from, translated
from mediahub.i18n import sentence
from mediahub.web.paging import page_asked_for

PER_PAGE = 20


def look(request: Request, call: StudioCall) -> Response:
    """One page of what has been done, newest first."""
    return _page(request, call, find(request, call))


def restore(request: Request, call: StudioCall) -> Response:
    """Bring back what stood in the chosen fields before an entry, or in all of them."""
    episode = find_to_edit(request, call)
    entry = revisions.entry_of(call.db, episode, _id(request))
    current = filled_from(FIELDS, episode).compared
    if is_stale(call, current):
        overtaken = Conflict(
            "Somebody else has saved this meanwhile. Look at what it says now, and choose again."
        )
        return _page(request, call, episode, sentence(overtaken, call.language), 409)
    if call.sent("whole"):
        values = revisions.values_before(call.db, episode, entry)
    else:
        chosen = call.sent_list("field")
        values = {name: value for name, value in (entry.before or {}).items() if name in chosen}
    try:
        if not values:
            raise Invalid("Choose what is to be brought back.")
        with call.db.begin_nested():
            origin = call.hub.settings.origin
            revisions.restore(call.db, episode, values, origin=origin, now=call.now)
    except (Invalid, Conflict, FeedError) as error:
        return _page(request, call, episode, sentence(error, call.language), 422)
    return redirect(f"{path_of(episode)}/historik", "tillbaka")


def _page(
    request: Request, call: StudioCall, episode: Episode, refusal: str = "", status: int = 200
) -> Response:
    page = page_asked_for(request, revisions.count_of(call.db, episode), PER_PAGE)
    entries = revisions.entries_of(call.db, episode, limit=PER_PAGE, offset=page.skipped)
    known = revisions.known_of(call.db, entries, call.language)
    return call.render(
        "episodes/studio/history.html",
        status,
        episode=episode,
        entries=[(entry, revisions.changes_of(entry, known)) for entry in entries],
        labels=translated(revisions.LABELS, call.language),
        names=users.names(call.db, call.language),
        page=page,
        kept_query=page.kept_query,
        refusal=refusal,
        is_editable=call.may_edit(episode.show_id),
        version=version_of(filled_from(FIELDS, episode).compared),
    )


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["entry"])
    except ValueError:
        raise NotFound("There is no such entry of this episode.") from None
