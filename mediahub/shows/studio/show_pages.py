"""Shows in the studio: listed, added, and each with all that is said of it."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from feeds.licenses import IDENTIFIERS
from feeds.rules_channel import MEDIA
from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid, Phrase
from mediahub.forms.fields import Field, Form, filled_from, filled_sent, labels_of, read
from mediahub.forms.kinds import TEXT
from mediahub.i18n import sentence
from mediahub.media.slugs import slug as slug_of
from mediahub.media.uploads.routes import sent_uploads
from mediahub.shows import service
from mediahub.shows.fields import FIELDS, values_for
from mediahub.shows.models import Show
from mediahub.shows.studio.categories import choices
from mediahub.shows.studio.form import change
from mediahub.shows.view import ShowView

SHOWS = "/studio/serier"
NEW = "/studio/ny-serie"
_SLUG = Field("slug", Phrase("Address"), TEXT)
_NEW = [one for one in FIELDS if one.name in ("title", "author", "description", "category")]


def list_page(_: Request, call: StudioCall) -> Response:
    """Every show, by title."""
    origin = call.hub.settings.origin
    shows = [ShowView(show, origin) for show in service.list_shows(call.db)]
    return call.render("shows/studio/list.html", shows=shows, may_add=call.may_edit())


def ask(_: Request, call: StudioCall) -> Response:
    """The form of a new show."""
    fields = [*_NEW, _SLUG]
    return _new_form(call, Form(fields, dict.fromkeys((one.name for one in fields), "")))


def add(_: Request, call: StudioCall) -> Response:
    """Add the show, and go on to all that can be said of it."""
    typed = filled_sent([*_NEW, _SLUG], call)
    values, _errors = read(typed, None, call.language)
    slug, title = values.pop("slug"), values["title"]
    if not title:
        missing = sentence(Invalid("A show needs a title."), call.language)
        return _new_form(call, replace(typed, errors={"title": missing}))
    given = {name: value for name, value in values.items() if value}
    fields = values_for({"author": title, "description": title, **given})
    slug = slug or slug_of(title, 64)
    try:
        with call.db.begin_nested():
            origin = call.hub.settings.origin
            service.add_show(call.db, slug, origin=origin, now=call.now, **fields)
    except (Conflict, Invalid, FeedError) as error:
        return _new_form(call, replace(typed, refusal=sentence(error, call.language)))
    return redirect(f"{SHOWS}/{slug}", "tillagd")


def _new_form(call: StudioCall, typed: Form) -> Response:
    return call.render(
        "shows/studio/new.html",
        422 if typed.is_wrong else 200,
        texts=typed.texts,
        wrong=typed,
        categories=choices(call.language),
    )


def look(request: Request, call: StudioCall) -> Response:
    """A show with its form, or for those who may not change it with what stands in it."""
    show = service.get_show(call.db, request.path_params["slug"])
    return form(call, show, filled_from(FIELDS, show))


def save(request: Request, call: StudioCall) -> Response:
    """Change what was typed anew; all of it, or nothing when something is wrong."""
    show = show_to_change(request, call)
    current, typed = filled_from(FIELDS, show), filled_sent(FIELDS, call)
    if is_stale(call, current.compared):
        return form(call, show, typed, is_overtaken=True)
    with call.db.begin_nested() as step:
        saved = change(call.db, show, current, typed, call)
        if saved.is_wrong:
            step.rollback()
    if saved.is_wrong:
        return form(call, show, saved)
    return redirect(f"{SHOWS}/{show.slug}", "sparad")


def show_to_change(request: Request, call: StudioCall) -> Show:
    """The show of the address; Forbidden for those who may not change it."""
    show = service.get_show(call.db, request.path_params["slug"])
    call.require_edit(show.id)
    return show


def form(
    call: StudioCall,
    show: Show,
    filled: Form,
    *,
    is_overtaken: bool = False,
    cover_refusal: str = "",
) -> Response:
    """The page of a show with this form."""
    current = filled_from(FIELDS, show).compared
    status = 409 if is_overtaken else 422 if filled.is_wrong or cover_refusal else 200
    return call.render(
        "shows/studio/show.html",
        status,
        show=ShowView(show, call.hub.settings.origin),
        texts=filled.texts,
        wrong=filled,
        labels=labels_of(FIELDS, call.language),
        version=version_of(current),
        differences=differences(current, filled.compared) if is_overtaken else None,
        cover_refusal=cover_refusal,
        may_edit=call.may_edit(show.id),
        uploads=sent_uploads(call.request, call),
        categories=choices(call.language),
        licenses=IDENTIFIERS,
        media=[(name, name) for name in sorted(MEDIA)],
    )
