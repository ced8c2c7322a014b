"""The editor of an episode: one page, saved as a whole, by a person or by itself while a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from feeds.errors import FeedError
from feeds.taxonomy import ROLES
from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import local
from mediahub.episodes import publication, service, titles
from mediahub.episodes.fields import FIELDS, TYPES
from mediahub.episodes.models import Episode
from mediahub.episodes.preview import preview_link
from mediahub.episodes.studio.status import state_parts
from mediahub.episodes.studio.uploads import uploads_named
from mediahub.episodes.view import EpisodeView
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.forms.fields import Form, filled_from, filled_sent, labels_of, read, translated
from mediahub.forms.rows import rearranged
from mediahub.i18n import filters, sentence
from mediahub.people.service import credit_lines
from mediahub.shows.models import Show
from mediahub.shows.service import season

EPISODES = "/studio/avsnitt"
Problems = Mapping[str, str]


def path_of(episode: Episode) -> str:
    """The editor of the episode."""
    return f"{EPISODES}/{episode.id}"


def find(request: Request, call: StudioCall) -> Episode:
    """The episode that the address names, or NotFound."""
    try:
        identity = UUID(request.path_params["id"])
    except ValueError:
        raise NotFound("There is no such episode.") from None
    return service.get_episode_by_id(call.db, identity)


def find_to_edit(request: Request, call: StudioCall) -> Episode:
    """The episode that the address names; Forbidden unless one may change it."""
    episode = find(request, call)
    call.require_edit(episode.show_id)
    return episode


def look(request: Request, call: StudioCall) -> Response:
    """The editor; for those who may not change the episode, what it says."""
    episode = find(request, call)
    if not call.may_edit(episode.show_id):
        return _shown(call, episode)
    return editor(call, episode, filled_from(FIELDS, episode))


def save(request: Request, call: StudioCall) -> Response:
    """Save the form, or change its rows and show it again; a script is answered in JSON."""
    episode = find_to_edit(request, call)
    filled, act = filled_sent(FIELDS, call), call.sent("do")
    if act not in ("", "save"):
        return editor(call, episode, rearranged(filled, act), began=call.sent("began"))
    if _wants_json(call) and service.state_of(episode, call.now) != "draft":
        raise Conflict(
            "The episode is not a draft any more. Press Save to save what you have typed."
        )
    current = filled_from(FIELDS, episode)
    if is_stale(call, current.compared):
        return _stale(call, episode, current, filled)
    refused = _try(call, episode, filled)
    if refused is not None:
        return _refused(call, episode, refused)
    if _wants_json(call):
        clock = filters(call.language)["clock"](local(call.now))
        began = version_of(filled_from(FIELDS, episode).compared)
        told = {"saved_at": clock, "began": began, "values": {"slug": episode.slug}}
        preview = preview_link(call.hub.settings, episode, call.now)
        return JSONResponse({**told, "preview": preview})
    return redirect(path_of(episode), "sparat")


def editor(
    call: StudioCall,
    episode: Episode,
    filled: Form,
    status: int = 200,
    *,
    began: str | None = None,
    problems: Problems | None = None,
    **context: Any,
) -> Response:
    """The page with this form; `problems` are what is wrong with the parts outside of it."""
    if began is None:
        began = version_of(filled_from(FIELDS, episode).compared)
    return call.render(
        "episodes/studio/editor.html",
        status,
        filled=filled,
        labels=labels_of(FIELDS, call.language),
        types=translated(TYPES, call.language).items(),
        version=began,
        problems=problems or {},
        roles=role_options(call.language),
        seasons=[kept.number for kept in episode.show.seasons],
        **{"theirs": (), **state_parts(call, episode), **uploads_named(call), **context},
    )


def role_options(language: str) -> Sequence[tuple[str, str]]:
    """What can be chosen of the taxonomy: guests and hosts first, then by name."""
    first = ("guest", "host", "co-host")
    named = [
        (f"{role.slug}|{role.group}", role.sv if language == "sv" else role.en, role)
        for role in ROLES
    ]

    def rank(option: tuple[str, str, Any]) -> tuple[int, str]:
        slug = option[2].slug
        return first.index(slug) if slug in first else len(first), option[1].casefold()

    return [(sent, name) for sent, name, _ in sorted(named, key=rank)]


def save_values(call: StudioCall, episode: Episode, values: Mapping[str, Any]) -> None:
    """Give the episode what the form asks for; refusals as for `service.edit_episode`."""
    fields = dict(values)
    number, credited = fields["season"], fields.pop("credits")
    fields["season"] = None if number is None else season(call.db, episode.show, number)
    fields["slug"] = _slug(call, episode, fields)
    changed = {name: value for name, value in fields.items() if value != getattr(episode, name)}
    if changed:
        service.edit_episode(call.db, episode, **changed)
    if credited != credit_lines(episode.credits):
        service.set_credits(call.db, episode, credited)
    publication.refuse_edit(call.db, episode, call.hub.settings.origin)


def _slug(call: StudioCall, episode: Episode, fields: Mapping[str, Any]) -> str:
    """A slug that nobody chose goes with number and title until somebody may have linked to it."""
    given: str = fields["slug"]
    if service.has_been_public(episode, call.now):
        return given or episode.slug
    was_made = episode.slug == titles.proposed_slug(episode.number, episode.title)
    if given and not (was_made and given == episode.slug):
        return given
    return titles.named({"number": fields["number"], "title": fields["title"]})["slug"]


def _try(call: StudioCall, episode: Episode, filled: Form) -> Form | None:
    """Save the form; what it was, with what is wrong, if it cannot be saved."""
    values, errors = read(filled, episode, call.language)
    if not errors:
        kind, slug = values["type"], _slug(call, episode, values)
        errors = use_upload(call, episode.show, values["number"], kind, slug, episode)
    if errors:
        return replace(filled, errors=errors)
    try:
        with call.db.begin_nested():
            save_values(call, episode, values)
    except (Invalid, Conflict, FeedError) as error:
        return replace(filled, refusal=sentence(error, call.language))
    return None


def use_upload(
    call: StudioCall,
    show: Show,
    number: int | None,
    kind: str,
    slug: str,
    besides: Episode | None = None,
) -> dict[str, str]:
    """By field, which other episode of the show has the number or the address."""
    found: dict[str, Conflict] = {}
    if number is not None and (other := titles.with_number(call.db, show, number, kind, besides)):
        found["number"] = Conflict(
            "Number {number} is taken by “{title}”.", number=number, title=other.title
        )
    if other := titles.with_slug(call.db, show, slug, besides):
        found["slug"] = Conflict(
            "The address “{slug}” is taken by “{title}”.", slug=slug, title=other.title
        )
    return {name: sentence(error, call.language) for name, error in found.items()}


def _stale(call: StudioCall, episode: Episode, current: Form, filled: Form) -> Response:
    if _wants_json(call):
        raise Conflict(
            "Somebody else has saved this meanwhile. Press Save to compare; nothing is lost."
        )
    theirs = differences(current.compared, filled.compared)
    return editor(call, episode, filled, 409, theirs=theirs)


def _refused(call: StudioCall, episode: Episode, filled: Form) -> Response:
    if _wants_json(call):
        problem = filled.refusal or next(iter(filled.errors.values()))
        return JSONResponse({"problem": problem, "fields": dict(filled.errors)}, 422)
    return editor(call, episode, filled, 422, began=call.sent("began"))


def _shown(call: StudioCall, episode: Episode) -> Response:
    return call.render(
        "episodes/studio/shown.html",
        view=EpisodeView(episode, call.hub.settings.origin),
        **state_parts(call, episode),
    )


def _wants_json(call: StudioCall) -> bool:
    return call.request.headers.get("accept") == "application/json"
