"""Newsletters in the studio: listed, drafted from a period, edited, looked at, published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import local, parse_instant
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.i18n import LANGUAGES, sentence
from mediahub.newsletter import service
from mediahub.newsletter.formats import Format, render
from mediahub.newsletter.models import Newsletter, NewsletterItem
from mediahub.newsletter.proposals import end_of, period_of
from mediahub.newsletter.publication import publish_letter, restore_letter, withdraw_letter
from mediahub.newsletter.service import LetterFields
from mediahub.newsletter.studio.choices import episodes_for, webcasts_for
from mediahub.newsletter.urls import letter_name
from mediahub.newsletter.view import LetterView
from mediahub.web.frames import framed
from mediahub.web.paging import page_asked_for

LETTERS = "/studio/nyhetsbrev"
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LetterForm:
    """The form of a letter as it was typed, and what is wrong with it."""

    values: Mapping[str, str]
    refusal: str = ""
    status: int = 200
    is_overtaken: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def listing(request: Request, call: StudioCall) -> Response:
    """Every letter, drafts too."""
    letters = service.list_letters(call.db)
    page = page_asked_for(request, len(letters), PER_PAGE)
    shown = letters[page.skipped : page.skipped + PER_PAGE]
    return call.render(
        "newsletter/studio/list.html",
        letters=[view_of(call, letter) for letter in shown],
        letter_name=letter_name,
        page=page,
        may_edit=call.may_edit(),
    )


def ask(_: Request, call: StudioCall) -> Response:
    """The form of a new letter, filled with the time since the last one."""
    since, until = period_of(call.db, None, None, call.now)
    values = {
        "since": f"{local(since):%Y-%m-%d}",
        "until": f"{local(until):%Y-%m-%d}",
        "language": call.hub.settings.language,
    }
    return call.render("newsletter/studio/new.html", values=values, wrong="")


def create(_: Request, call: StudioCall) -> Response:
    """Keep the letter that is proposed for a period as a draft."""
    call.require_edit()
    values = {name: call.sent(name).strip()[:40] for name in ("since", "until", "language")}
    try:
        with call.db.begin_nested():
            letter = _draft(call, values)
    except (Conflict, Invalid) as error:
        wrong = sentence(error, call.language)
        return call.render("newsletter/studio/new.html", 422, values=values, wrong=wrong)
    return redirect(path_of(letter), "utkast")


def _draft(call: StudioCall, values: Mapping[str, str]) -> Newsletter:
    since = parse_instant(values["since"]) if values["since"] else None
    until = min(end_of(values["until"]), call.now) if values["until"] else None
    since, until = period_of(call.db, since, until, call.now)
    letter = service.draft_letter(call.db, since, until, now=call.now, language=values["language"])
    service.add_letter(call.db, letter)
    return letter


def look(request: Request, call: StudioCall) -> Response:
    """A letter: to be edited as a draft, and corrected once it is published."""
    return editor(call, letter_of(request, call))


def change(request: Request, call: StudioCall) -> Response:
    """Number, title, greeting and language of a draft; the words of a published letter."""
    letter = letter_of(request, call)
    if wrong := _save(call, letter):
        return editor(call, letter, wrong)
    return redirect(path_of(letter), "sparat")


def _save(call: StudioCall, letter: Newsletter) -> LetterForm | None:
    """Save the form of a letter; what it is to be shown with when that cannot be."""
    current = texts_of(letter)
    typed = {name: call.sent(name).replace("\r\n", "\n") for name in current}
    if is_stale(call, current):
        return LetterForm(typed, status=409, is_overtaken=True)
    try:
        with call.db.begin_nested():
            service.edit_letter(call.db, letter, **_fields(typed))
    except (Conflict, Invalid) as error:
        call.db.refresh(letter)
        return LetterForm(typed, sentence(error, call.language), 422)
    return None


def _fields(typed: Mapping[str, str]) -> LetterFields:
    if "number" not in typed:
        return {"title": typed["title"].strip(), "greeting": typed["greeting"]}
    number = typed["number"].strip()
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Invalid("“{text}” is not a number of a newsletter.", text=number[:20])
    return {
        "number": int(number),
        "title": typed["title"].strip(),
        "greeting": typed["greeting"],
        "language": typed["language"] if typed["language"] in LANGUAGES else "sv",
    }


def texts_of(letter: Newsletter) -> dict[str, str]:
    """What the form of a letter is filled with; a published one keeps its number and language."""
    words = {"title": letter.title, "greeting": letter.greeting}
    if letter.published_at is not None:
        return words
    return {"number": str(letter.number), **words, "language": letter.language}


def preview(request: Request, call: StudioCall) -> Response:
    """The whole letter as it would be sent, in every form."""
    letter = letter_of(request, call)
    view = view_of(call, letter)
    return call.render(
        "newsletter/studio/preview.html",
        letter=view,
        home=path_of(letter),
        text=render(view, Format.TEXT, call.templates),
        markdown=render(view, Format.MARKDOWN, call.templates),
        may_edit=call.may_edit(),
    )


def preview_html(request: Request, call: StudioCall) -> Response:
    """The letter for mail programs: in a frame, or to be taken out."""
    letter = letter_of(request, call)
    html = render(view_of(call, letter), Format.HTML, call.templates)
    if "hamta" not in request.query_params:
        return framed(html)
    name = f"nyhetsbrev-{letter_name(letter)}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(html, media_type="application/octet-stream", headers=headers)


def publish(request: Request, call: StudioCall) -> Response:
    """Put the letter in the archive, with what stands in its form."""
    letter = letter_of(request, call)
    if letter.published_at is None and (wrong := _save(call, letter)):
        return editor(call, letter, wrong)
    try:
        with call.db.begin_nested():
            publish_letter(call.db, letter, actor=call.actor, now=call.now)
    except Conflict as error:
        call.db.refresh(letter)
        return editor(call, letter, refused(letter, error, call))
    return redirect(path_of(letter), "publicerat")


def discard(request: Request, call: StudioCall) -> Response:
    """Throw a draft away."""
    letter = letter_of(request, call)
    try:
        service.remove_letter(call.db, letter)
    except Conflict as error:
        return editor(call, letter, refused(letter, error, call))
    return redirect(LETTERS, "kastat")


def withdraw(request: Request, call: StudioCall) -> Response:
    """Take a letter out of the archive."""
    return _act(request, call, withdraw_letter, "tillbakadraget")


def restore(request: Request, call: StudioCall) -> Response:
    """Put a withdrawn letter back."""
    return _act(request, call, restore_letter, "tillbaka")


def _act(request: Request, call: StudioCall, act: Callable[..., None], note: str) -> Response:
    letter = letter_of(request, call)
    try:
        act(call.db, letter, actor=call.actor, now=call.now)
    except Conflict as error:
        return editor(call, letter, refused(letter, error, call))
    return redirect(path_of(letter), note)


def copy(request: Request, call: StudioCall) -> Response:
    """A new draft that tells of the same."""
    made = service.copy_letter(call.db, letter_of(request, call), call.now)
    return redirect(path_of(made), "kopia")


def letter_of(request: Request, call: StudioCall) -> Newsletter:
    """The letter that the address names; who sends a form must be allowed to change it."""
    if request.method == "POST":
        call.require_edit()
    return service.get_letter(call.db, request.path_params["name"])


def path_of(letter: Newsletter) -> str:
    """Its page in the studio."""
    return f"{LETTERS}/{letter_name(letter)}"


def view_of(call: StudioCall, letter: Newsletter) -> LetterView:
    """The letter for a template."""
    return LetterView(letter, call.hub.settings.origin, call.now)


def refused(letter: Newsletter, error: MediaHubError, call: StudioCall) -> LetterForm:
    """The form as it is saved, with what stands in the way of something else."""
    return LetterForm(texts_of(letter), sentence(error, call.language), 409)


def editor(call: StudioCall, letter: Newsletter, typed: LetterForm | None = None) -> Response:
    """The page of a letter."""
    current = texts_of(letter)
    typed = typed or LetterForm(current)
    may_edit = call.may_edit()
    return call.render(
        "newsletter/studio/letter.html",
        typed.status,
        letter=view_of(call, letter),
        home=path_of(letter),
        typed=typed,
        version=version_of(current),
        differences=differences(current, typed.values) if typed.is_overtaken else [],
        item_version=lambda item: version_of(item_texts(item)),
        episodes=episodes_for(call.db, letter, call.now) if may_edit else [],
        webcasts=webcasts_for(call.db, letter, call.now) if may_edit else [],
        may_edit=may_edit,
    )


def item_texts(item: NewsletterItem) -> dict[str, str]:
    """What the form of an item is filled with."""
    return {"heading": item.heading or "", "text": item.text or ""}
