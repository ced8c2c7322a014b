"""Where a show's feed has moved, and whether the show has ended or is kept out of directories."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import Difference, differences, is_stale, version_of
from mediahub.accounts.guard import Guard, StudioCall, StudioPage, redirect
from mediahub.forms.fields import Form, filled_from, filled_sent, labels_of
from mediahub.shows import service
from mediahub.shows.fields import MOVING
from mediahub.shows.models import Show
from mediahub.shows.studio.form import change
from mediahub.shows.studio.show_pages import SHOWS, show_to_change
from mediahub.shows.view import ShowView

ADDRESS = ("new_feed_url",)
STATE = ("complete", "block")


def look(request: Request, call: StudioCall) -> Response:
    """What stands in the feed of it, and the forms for those who may change them."""
    show = service.get_show(call.db, request.path_params["slug"])
    return _page(call, show, filled_from(MOVING, show))


def saving(*names: str) -> StudioPage:
    """The page that takes the form with these fields."""
    fields = [one for one in MOVING if one.name in names]

    def save(request: Request, call: StudioCall) -> Response:
        show = show_to_change(request, call)
        current, typed = filled_from(fields, show), filled_sent(fields, call)
        if is_stale(call, current.compared):
            return _page(call, show, typed, differences(current.compared, typed.compared))
        with call.db.begin_nested() as step:
            saved = change(call.db, show, current, typed, call)
            if saved.is_wrong:
                step.rollback()
        if saved.is_wrong:
            return _page(call, show, saved)
        return redirect(f"{SHOWS}/{show.slug}/flytt", "sparad")

    return save


def _page(
    call: StudioCall, show: Show, filled: Form, overtaken_by: Sequence[Difference] | None = None
) -> Response:
    current = filled_from(MOVING, show).texts
    status = 409 if overtaken_by is not None else 422 if filled.is_wrong else 200
    return call.render(
        "shows/studio/moving.html",
        status,
        show=ShowView(show, call.hub.settings.origin),
        texts={**current, **filled.texts},
        wrong=filled,
        labels=labels_of(MOVING, call.language),
        address_version=version_of({name: current[name] for name in ADDRESS}),
        state_version=version_of({name: current[name] for name in STATE}),
        differences=overtaken_by,
        may_edit=call.may_edit(show.id),
        may_move=call.guard is Guard.ADMINISTRATOR,
    )
