"""Where a show's feed has moved, and whether the show has ended or is kept out of directories."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import Texts, differences, is_stale, version_of
from mediahub.accounts.guard import Guard, StudioCall, StudioPage, redirect
from mediahub.shows import service
from mediahub.shows.models import Show
from mediahub.shows.studio import form
from mediahub.shows.studio.form import MOVING, FormErrors
from mediahub.shows.studio.show_pages import SHOWS, show_to_change
from mediahub.shows.view import ShowView

ADDRESS = ("new_feed_url",)
STATE = ("complete", "block")

Reads = dict[str, Callable[[Show], object]]


def look(request: Request, call: StudioCall) -> Response:
    """What stands in the feed of it, and the forms for those who may change them."""
    show = service.get_show(call.db, request.path_params["slug"])
    return _page(call, show, {}, FormErrors())


def saving(*names: str) -> StudioPage:
    """The page that takes the form with these fields."""
    texts: Reads = {name: MOVING[name] for name in names}

    def save(request: Request, call: StudioCall) -> Response:
        show = show_to_change(request, call)
        current = form.texts_of(show, texts)
        typed = form.typed_texts(call, texts)
        if is_stale(call, current):
            return _page(call, show, typed, FormErrors(), overtaken_by=current)
        with call.db.begin_nested() as step:
            wrong = form.change(call.db, show, current, typed, call)
            if wrong:
                step.rollback()
        if wrong:
            return _page(call, show, typed, wrong)
        return redirect(f"{SHOWS}/{show.slug}/flytt", "sparad")

    return save


def _page(
    call: StudioCall,
    show: Show,
    typed: Texts,
    wrong: FormErrors,
    *,
    overtaken_by: Texts | None = None,
) -> Response:
    current = form.texts_of(show, MOVING)
    status = 409 if overtaken_by is not None else 422 if wrong else 200
    return call.render(
        "shows/studio/moving.html",
        status,
        show=ShowView(show, call.hub.settings.origin),
        texts=current | dict(typed),
        wrong=wrong,
        address_version=version_of({name: current[name] for name in ADDRESS}),
        state_version=version_of({name: current[name] for name in STATE}),
        differences=differences(overtaken_by, typed) if overtaken_by is not None else None,
        may_edit=call.may_edit(show.id),
        may_move=call.guard is Guard.ADMINISTRATOR,
    )
