"""Send-outs in the studio: every one, and those of a webcast with all that can be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import local, parse_instant
from mediahub.errors import Conflict, Invalid, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.mail.models import MailState
from mediahub.mail.templates import Rendered
from mediahub.sendouts import service
from mediahub.sendouts.link_opens import links_opened
from mediahub.sendouts.models import Sendout, SendoutKind, SendoutState
from mediahub.sendouts.preview import preview, send_test
from mediahub.sendouts.recipients import count_new, count_opted_out, count_stopped
from mediahub.sendouts.reports import Counts, SendoutStatus, bounced, counted, sendout_status
from mediahub.sendouts.runner import begin
from mediahub.sendouts.studio.queries import count_sendouts, list_sendouts
from mediahub.sendouts.studio.urls import SLUGS, home_of, kind_of, texts_of, webcast_of
from mediahub.web.frames import framed
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.models import Webcast

PER_PAGE = 50
MOST_ORGANISATIONS = 100
_SLUG_OF = {kind: slug for slug, kind in SLUGS.items()}


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of one send-out of a webcast; `is_planned` when it has a row."""

    slug: str
    sendout: Sendout
    is_planned: bool
    standing: SendoutStatus
    counts: Counts
    to_come: Sequence[tuple[str | None, int]]
    opened: int
    bounced: int
    opted_out: int
    reasons: Sequence[tuple[MailState, str, int]]

    @property
    def number(self) -> int:
        """How many have yet to be told."""
        return sum(number for _, number in self.to_come)

    @property
    def organisations(self) -> Sequence[tuple[str, int]]:
        """Whom it is for, by organisation, the most first."""
        return [(name or "–", number) for name, number in self.to_come[:MOST_ORGANISATIONS]]

    @property
    def may_start(self) -> bool:
        """Whether starting would do something."""
        return self.sendout.state is not SendoutState.RUNNING and not self.standing.has_closed

    @property
    def may_stop(self) -> bool:
        """Whether there is anything to stop."""
        return self.sendout.state not in service.ENDED

    @property
    def begins(self) -> tuple[str, str]:
        """The day and the hour that it begins at, as a form has them."""
        at = self.standing.begins_at
        return (f"{local(at):%Y-%m-%d}", f"{local(at):%H:%M}") if at else ("", "")


def listing(request: Request, call: StudioCall) -> Response:
    """Every send-out."""
    asked = request.query_params.get("visa", "")
    state = SendoutState(asked) if asked in list(SendoutState) else None
    page = page_asked_for(request, count_sendouts(call.db, state), PER_PAGE)
    return call.render(
        "sendouts/studio/list.html",
        lines=list_sendouts(call.db, state, call.now, limit=PER_PAGE, offset=page.skipped),
        home_of=home_of,
        asked=state or "",
        states=list(SendoutState),
        page=page,
        kept_query=f"visa={state}&" if state else "",
    )


def look(request: Request, call: StudioCall) -> Response:
    """The send-outs of a webcast."""
    return _page(call, webcast_of(request, call))


def schedule(request: Request, call: StudioCall) -> Response:
    """Give it another time."""
    text = f"{call.sent('day').strip()}T{call.sent('hour').strip()}"[:40]

    def change(sendout: Sendout) -> None:
        at = parse_instant(text)
        service.schedule(call.db, sendout, at, actor=call.actor, now=call.now)

    return _change(request, call, change, "planerat")


def start(request: Request, call: StudioCall) -> Response:
    """Begin now, or go on."""

    def change(sendout: Sendout) -> None:
        language = call.hub.settings.language
        begin(call.db, sendout, actor=call.actor, language=language, now=call.now)

    return _change(request, call, change, "startat")


def pause(request: Request, call: StudioCall) -> Response:
    """Send nothing more until it is started."""
    return _stop(request, call, service.pause, "pausat")


def cancel(request: Request, call: StudioCall) -> Response:
    """Send nothing more."""
    return _stop(request, call, service.cancel, "avbrutet")


def _stop(request: Request, call: StudioCall, stop: Callable[..., int], note: str) -> Response:
    def change(sendout: Sendout) -> None:
        language = call.hub.settings.language
        stop(call.db, sendout, actor=call.actor, now=call.now, language=language)

    return _change(request, call, change, note)


def test(request: Request, call: StudioCall) -> Response:
    """Send the mail to oneself."""

    def change(sendout: Sendout) -> None:
        language = call.hub.settings.language
        send_test(call.db, sendout, call.user.email, language=language, now=call.now)

    return _change(request, call, change, "provat")


def _change(
    request: Request, call: StudioCall, change: Callable[[Sendout], None], note: str
) -> Response:
    webcast, kind = webcast_of(request, call), kind_of(request)
    try:
        with call.db.begin_nested():
            sendout = service.plan_sendout(call.db, webcast, kind, actor=call.actor, now=call.now)
            change(sendout)
    except (Conflict, Invalid) as error:
        return _page(call, webcast, refusal=error)
    return redirect(home_of(webcast), note)


def letter(request: Request, call: StudioCall) -> Response:
    """The whole mail as text, with the other part in a frame."""
    webcast, kind = webcast_of(request, call), kind_of(request)
    rendered = _preview(call, webcast, kind)
    return call.render(
        "sendouts/studio/letter.html",
        webcast=webcast,
        home=home_of(webcast),
        slug=_SLUG_OF[kind],
        texts=f"{texts_of(webcast)}/{kind}/{call.hub.settings.language}",
        rendered=rendered,
    )


def letter_html(request: Request, call: StudioCall) -> Response:
    """The HTML part, for the frame."""
    rendered = _preview(call, webcast_of(request, call), kind_of(request))
    if rendered is None:
        raise NotFound("There is no recording yet.")
    return framed(rendered.html)


def _preview(call: StudioCall, webcast: Webcast, kind: SendoutKind) -> Rendered | None:
    language = call.hub.settings.language
    return preview(call.hub, call.db, webcast, kind, language=language)


def _page(call: StudioCall, webcast: Webcast, refusal: MediaHubError | None = None) -> Response:
    return call.render(
        "sendouts/studio/webcast.html",
        409 if refusal else 200,
        webcast=webcast,
        home=home_of(webcast),
        texts=texts_of(webcast),
        cards=[_card(call, webcast, kind) for kind in SendoutKind],
        stopped=count_stopped(call.db, webcast),
        refusal=sentence(refusal, call.language) if refusal else "",
        may_edit=call.may_edit(),
    )


def _card(call: StudioCall, webcast: Webcast, kind: SendoutKind) -> Card:
    db, sendout = call.db, service.found_or_to_come(call.db, webcast, kind)
    return Card(
        slug=_SLUG_OF[kind],
        sendout=sendout,
        is_planned=sendout in db,
        standing=sendout_status(db, sendout, call.now),
        counts=counted(db, sendout),
        to_come=count_new(db, sendout, call.now),
        opened=links_opened(db, sendout),
        bounced=bounced(db, sendout),
        opted_out=count_opted_out(db, sendout),
        reasons=service.reasons(db, sendout),
    )
