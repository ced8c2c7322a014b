"""Who has not got the mail that a recording can be watched, and why; sent to those who can."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, MediaHubError
from mediahub.i18n import sentence
from mediahub.participants.mail.switch import resume_mails
from mediahub.participants.models import Registration
from mediahub.participants.targets import target_for
from mediahub.sendouts import service
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.recipients import Recipient
from mediahub.sendouts.runner import send_rest
from mediahub.sendouts.studio.urls import home_of, webcast_of
from mediahub.sendouts.unreached import Unreached, Why, unreached
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.urls import STUDIO_NETWORKS

PER_PAGE = 100
_KIND = SendoutKind.RECORDING_AVAILABLE


def look(request: Request, call: StudioCall) -> Response:
    """Everyone who has not got it, with the reason."""
    return _page(request, call, webcast_of(request, call))


def send(request: Request, call: StudioCall) -> Response:
    """Send it now to everyone whom a mail may go to, and once more where it failed."""
    webcast = webcast_of(request, call)
    try:
        with call.db.begin_nested():
            sendout = service.plan_sendout(call.db, webcast, _KIND, actor=call.actor, now=call.now)
            language = call.hub.settings.language
            send_rest(call.db, sendout, actor=call.actor, language=language, now=call.now)
    except Conflict as error:
        return _page(request, call, webcast, error)
    return redirect(f"{home_of(webcast)}/saknas", "skickas")


def resume(request: Request, call: StudioCall) -> Response:
    """Let mails go to everyone again to whom they are stopped."""
    webcast = webcast_of(request, call)
    for one in _unreached(call, webcast):
        if one.why is Why.STOPPED:
            held = call.db.get_one(Registration, one.recipient.holder_id)
            resume_mails(call.db, held, actor=call.actor, now=call.now)
    return redirect(f"{home_of(webcast)}/saknas", "slapps")


def _unreached(call: StudioCall, webcast: Webcast) -> list[Unreached]:
    sendout = service.found_or_to_come(call.db, webcast, _KIND)
    return list(unreached(call.db, sendout))


def _page(
    request: Request, call: StudioCall, webcast: Webcast, refusal: MediaHubError | None = None
) -> Response:
    found = _unreached(call, webcast)
    counts = Counter(one.why for one in found)
    page = page_asked_for(request, len(found), PER_PAGE)
    shown = found[page.skipped : page.skipped + PER_PAGE]
    return call.render(
        "sendouts/studio/unreached.html",
        409 if refusal else 200,
        webcast=webcast,
        home=home_of(webcast),
        lines=[(one, _path(webcast, one.recipient)) for one in shown],
        number=len(found),
        stopped=counts[Why.STOPPED],
        can_be_sent=counts[Why.TO_COME] + counts[Why.FAILED],
        page=page,
        kept_query=page.kept_query,
        refusal=sentence(refusal, call.language) if refusal else "",
        may_edit=call.may_edit(),
    )


def _path(webcast: Webcast, person: Recipient) -> str:
    """Where the registration or membership is."""
    if person.by == "network":
        assert webcast.network is not None
        return f"{STUDIO_NETWORKS}/{webcast.network.slug}/medlemmar/{person.holder_id}"
    target = webcast if person.by == "webcast" else webcast.series
    assert target is not None
    return f"{target_for(target).list}/{person.holder_id}"
