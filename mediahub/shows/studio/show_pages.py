"""Shows in the studio: listed, added, and each with all that is said of it."""

from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from feeds.licenses import IDENTIFIERS
from feeds.rules_channel import MEDIA
from mediahub.accounts.edit_conflicts import Texts, differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.media.slugs import slug as slug_of
from mediahub.media.uploads.routes import sent_uploads
from mediahub.shows import service
from mediahub.shows.models import Show
from mediahub.shows.studio import form as studio_form
from mediahub.shows.studio.categories import choices
from mediahub.shows.studio.form import FormErrors
from mediahub.shows.view import ShowView

SHOWS = "/studio/serier"
NEW = "/studio/ny-serie"
_NEW = ("title", "slug", "author", "description", "category")


def list_page(_: Request, call: StudioCall) -> Response:
    """Every show, by title."""
    origin = call.hub.settings.origin
    shows = [ShowView(show, origin) for show in service.list_shows(call.db)]
    return call.render("shows/studio/list.html", shows=shows, may_add=call.may_edit())


def ask(_: Request, call: StudioCall) -> Response:
    """The form of a new show."""
    return _new_form(call, dict.fromkeys(_NEW, ""), FormErrors())


def add(_: Request, call: StudioCall) -> Response:
    """Add the show, and go on to all that can be said of it."""
    typed = studio_form.typed_texts(call, dict.fromkeys(_NEW))
    title = typed["title"].strip()
    wrong = _missing(call, typed)
    if wrong:
        return _new_form(call, typed, wrong)
    slug = typed["slug"].strip() or slug_of(title, 64)
    try:
        with call.db.begin_nested():
            service.add_show(
                call.db,
                slug,
                origin=call.hub.settings.origin,
                now=call.now,
                title=title,
                author=typed["author"].strip() or title,
                description=typed["description"].strip() or title,
                categories=typed["category"].splitlines(),
            )
    except (Conflict, Invalid, FeedError) as error:
        return _new_form(call, typed, FormErrors(refusal=sentence(error, call.language)))
    return redirect(f"{SHOWS}/{slug}", "tillagd")


def _missing(call: StudioCall, typed: Texts) -> FormErrors:
    if typed["title"].strip():
        return FormErrors()
    return FormErrors({"title": sentence(Invalid("A show needs a title."), call.language)})


def _new_form(call: StudioCall, typed: Texts, wrong: FormErrors) -> Response:
    return call.render(
        "shows/studio/new.html",
        422 if wrong else 200,
        texts=typed,
        wrong=wrong,
        categories=choices(call.language),
    )


def look(request: Request, call: StudioCall) -> Response:
    """A show with its form, or for those who may not change it with what stands in it."""
    show = service.get_show(call.db, request.path_params["slug"])
    return form(call, show, studio_form.texts_of(show), FormErrors())


def save(request: Request, call: StudioCall) -> Response:
    """Change what was typed anew; all of it, or nothing when something is wrong."""
    show = show_to_change(request, call)
    current, typed = studio_form.texts_of(show), studio_form.typed_texts(call)
    if is_stale(call, current):
        return form(call, show, typed, FormErrors(), overtaken_by=current)
    with call.db.begin_nested() as step:
        wrong = studio_form.change(call.db, show, current, typed, call)
        if wrong:
            step.rollback()
    if wrong:
        return form(call, show, typed, wrong)
    return redirect(f"{SHOWS}/{show.slug}", "sparad")


def show_to_change(request: Request, call: StudioCall) -> Show:
    """The show of the address; Forbidden for those who may not change it."""
    show = service.get_show(call.db, request.path_params["slug"])
    call.require_edit(show.id)
    return show


def form(
    call: StudioCall,
    show: Show,
    texts: Texts,
    wrong: FormErrors,
    *,
    overtaken_by: Texts | None = None,
    cover_refusal: str = "",
) -> Response:
    """The page of a show, its form filled with these texts."""
    current = studio_form.texts_of(show)
    status = 409 if overtaken_by is not None else 422 if wrong or cover_refusal else 200
    return call.render(
        "shows/studio/show.html",
        status,
        show=ShowView(show, call.hub.settings.origin),
        texts=texts,
        wrong=wrong,
        version=version_of(current),
        differences=differences(current, texts) if overtaken_by is not None else None,
        cover_refusal=cover_refusal,
        may_edit=call.may_edit(show.id),
        uploads=sent_uploads(call.request, call),
        categories=choices(call.language),
        licenses=IDENTIFIERS,
        media=[(name, name) for name in sorted(MEDIA)],
    )
