"""The items of a letter in the studio: added, put in order, given other words, taken out."""

from collections.abc import Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import is_stale
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.newsletter import service
from mediahub.newsletter.models import ItemKind, Newsletter
from mediahub.newsletter.studio.choices import chosen
from mediahub.newsletter.studio.pages import editor, item_texts, letter_of, path_of, refused

LONGEST_HEADING = 255


def add(request: Request, call: StudioCall) -> Response:
    """Add an episode, a webcast or a text, last."""

    def change(letter: Newsletter) -> None:
        kind = ItemKind(call.sent("kind")) if call.sent("kind") in list(ItemKind) else ItemKind.TEXT
        about = chosen(call.db, kind, call.sent("about"))
        heading, text = _words(call)
        item = service.new_item(about=about, heading=heading or None, text=text or None)
        service.add_item(call.db, letter, item)

    return _change(request, call, change, "tillagd")


def edit(request: Request, call: StudioCall) -> Response:
    """Other words; none of its own bring back those of the episode or webcast."""

    def change(letter: Newsletter) -> None:
        position = _position(request, letter)
        if is_stale(call, item_texts(service.item_at(letter, position))):
            raise Conflict("Somebody else has changed the item meanwhile. Look at it, and again.")
        heading, text = _words(call)
        service.edit_item(call.db, letter, position, heading=heading, text=text)

    return _change(request, call, change, "andrad")


def refresh(request: Request, call: StudioCall) -> Response:
    """What the episode or webcast says by now, in a letter that is published."""

    def change(letter: Newsletter) -> None:
        service.refresh_item(call.db, letter, _position(request, letter))

    return _change(request, call, change, "hamtad")


def move(request: Request, call: StudioCall) -> Response:
    """One place up or down."""

    def change(letter: Newsletter) -> None:
        position = _position(request, letter)
        step = -1 if call.sent("at") == "upp" else 1
        to = min(max(position + step, 1), len(letter.items))
        service.move_item(call.db, letter, position, to)

    return _change(request, call, change, "flyttad")


def remove(request: Request, call: StudioCall) -> Response:
    """Take it out of the letter."""

    def change(letter: Newsletter) -> None:
        service.remove_item(call.db, letter, _position(request, letter))

    return _change(request, call, change, "borttagen")


def _change(
    request: Request, call: StudioCall, change: Callable[[Newsletter], None], note: str
) -> Response:
    letter = letter_of(request, call)
    try:
        with call.db.begin_nested():
            change(letter)
    except (Conflict, Invalid) as error:
        call.db.refresh(letter)
        return editor(call, letter, refused(letter, error, call))
    return redirect(path_of(letter), note)


def _position(request: Request, letter: Newsletter) -> int:
    identity: UUID = request.path_params["id"]
    for position, item in enumerate(letter.items, 1):
        if item.id == identity:
            return position
    raise NotFound("There is no such item in the letter. It may have been removed.")


def _words(call: StudioCall) -> tuple[str, str]:
    heading = " ".join(call.sent("heading").split())[:LONGEST_HEADING]
    return heading, call.sent("text").replace("\r\n", "\n")
