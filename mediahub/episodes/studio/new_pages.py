"""A new episode: the audio is sent, and a draft is made of it that says what the file says."""

from collections.abc import Sequence
from pathlib import PurePath

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.episodes import service, titles
from mediahub.episodes.fields import EpisodeFields
from mediahub.episodes.models import Episode
from mediahub.episodes.studio.editor import path_of, use_upload
from mediahub.episodes.studio.uploads import own_uploads, take
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.media.models import MediaFile, Purpose
from mediahub.shows.models import Show
from mediahub.shows.service import list_shows
from mediahub.storage import StoreFailure

_FORM = "episodes/studio/new.html"


class _ToldError(Exception):
    """What is wrong, in the language of who reads it."""


def ask(_: Request, call: StudioCall) -> Response:
    """The form: which show, the audio, and a title if one has it."""
    return _form(call, "", {})


def add(_: Request, call: StudioCall) -> Response:
    """Make the draft and go on to its editor."""
    title = call.sent("title").strip()
    try:
        with call.db.begin_nested():
            episode = _draft(call, title)
    except StoreFailure:
        raise
    except _ToldError as error:
        return _form(call, title, {"title": str(error)})
    except (Invalid, Conflict, NotFound, FeedError) as error:
        field = "title" if title else "upload"
        return _form(call, title, {field: sentence(error, call.language)})
    return redirect(path_of(episode), "utkast-skapat")


def _form(call: StudioCall, title: str, errors: dict[str, str]) -> Response:
    shows = _own_shows(call)
    return call.render(
        _FORM,
        422 if errors else 200,
        shows=shows,
        chosen=call.sent("show") or call.request.query_params.get("podd", ""),
        title=title,
        errors=errors,
        sent=own_uploads(call, "upload"),
    )


def _own_shows(call: StudioCall) -> Sequence[Show]:
    return [show for show in list_shows(call.db) if call.may_edit(show.id)]


def _draft(call: StudioCall, title: str) -> Episode:
    show = _chosen(call)
    upload = take(call, Purpose.AUDIO, "upload")
    audio = upload.media
    assert audio is not None
    if (made := _made_of(call, audio)) is not None:
        return made
    given: EpisodeFields = {"title": title or title_of(audio, upload.filename)}
    # A number that the title gives counts for more than the proposed one.
    proposed = titles.proposed(call.db, show)
    fields = titles.named(given)
    if fields.get("number") is None:
        fields = titles.named({**given, **proposed})
    fields = {**proposed, **fields}
    if wrong := use_upload(call, show, fields.get("number"), "full", fields["slug"]):
        raise _ToldError(next(iter(wrong.values())))
    return service.add_episode(call.db, show, audio, now=call.now, **fields)


def _made_of(call: StudioCall, audio: MediaFile) -> Episode | None:
    """The draft that this very file has become: a button may be pressed twice."""
    found = call.db.scalars(select(Episode).where(Episode.audio == audio)).first()
    return found if found is not None and call.may_edit(found.show_id) else None


def _chosen(call: StudioCall) -> Show:
    shows = _own_shows(call)
    wanted = [show for show in shows if show.slug == call.sent("show")]
    if len(shows) == 1 and not call.sent("show"):
        wanted = list(shows)
    if not wanted:
        raise Invalid("Choose which show the episode belongs to.")
    return wanted[0]


def title_of(audio: MediaFile, filename: str) -> str:
    """The title that the file's tags give, or else its name made legible."""
    tagged = (audio.tags or {}).get("title")
    if tagged:
        return str(tagged)[: service.LONGEST_TITLE]
    words = PurePath(filename).stem.replace("_", " ").replace("-", " ").split()
    name = " ".join(words) or filename
    return (name[0].upper() + name[1:])[: service.LONGEST_TITLE]
