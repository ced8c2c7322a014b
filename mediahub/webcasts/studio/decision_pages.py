"""What is decided of a webcast in the studio: listed, cancelled, restored, really ended."""

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.webcasts import decisions, service
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of
from mediahub.webcasts.studio.form import filled_from, typed_time
from mediahub.webcasts.studio.hints import with_place
from mediahub.webcasts.studio.listing import WebcastSummary
from mediahub.webcasts.studio.pages import WebcastPages, asked_for
from mediahub.webcasts.urls import STUDIO_WEBCASTS

LONGEST_REASON = 500
_NOTES = {"now": "publicerad", "at": "planerad", "draft": "avpublicerad"}


@dataclass(frozen=True, slots=True)
class DecisionPages:
    """The pages, with that of the webcast, where publishing is refused."""

    webcasts: WebcastPages

    def publish(self, request: Request, call: StudioCall) -> Response:
        """List it now, at a time, or not at all: `when` is now, at or draft."""
        webcast, when = asked_for(request, call.db), call.sent("when")
        try:
            opens_at = _opening(call, when)
            with call.db.begin_nested():
                service.edit_webcast(call.db, webcast, opens_at=opens_at)
        except (Invalid, Conflict) as error:
            refusal = with_place(error, call.language)
            return self.webcasts.form(call, webcast, replace(filled_from(webcast), refusal=refusal))
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", _NOTES[when])

    def ask_cancel(self, request: Request, call: StudioCall) -> Response:
        """What cancelling means, and who is told."""
        return self._cancelling(call, asked_for(request, call.db))

    def cancel(self, request: Request, call: StudioCall) -> Response:
        """Call it off."""
        webcast = asked_for(request, call.db)
        errors = _wrong_reason(call)
        if errors:
            return self._cancelling(call, webcast, errors)
        reason = call.sent("reason").strip() or None
        decisions.cancel_webcast(call.db, webcast, actor=call.actor, now=call.now, reason=reason)
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", "installd")

    def restore(self, request: Request, call: StudioCall) -> Response:
        """Take the cancelling back."""
        webcast = asked_for(request, call.db)
        decisions.restore_webcast(call.db, webcast, actor=call.actor, now=call.now)
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", "aterstalld")

    def ask_end(self, request: Request, call: StudioCall) -> Response:
        """When it really ended, and what the window counts from."""
        return self._ending(call, asked_for(request, call.db))

    def end(self, request: Request, call: StudioCall) -> Response:
        """Say when it really ended."""
        webcast, errors = asked_for(request, call.db), _wrong_reason(call)
        ended_at: datetime | None = None
        try:
            ended_at = parse_instant(call.sent("ended"))
        except Invalid as error:
            errors["ended"] = sentence(error, call.language)
        if errors or ended_at is None:
            return self._ending(call, webcast, errors)
        reason = call.sent("reason").strip() or None
        try:
            with call.db.begin_nested():
                decisions.set_actual_end(
                    call.db, webcast, ended_at, actor=call.actor, now=call.now, reason=reason
                )
        except (Invalid, Conflict) as error:
            return self._ending(call, webcast, {}, with_place(error, call.language))
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", "slut")

    def _cancelling(
        self, call: StudioCall, webcast: Webcast, errors: dict[str, str] | None = None
    ) -> Response:
        standing = self.webcasts.summaries(call.db, [webcast], call.now)
        return call.render(
            "webcasts/studio/cancel.html",
            422 if errors else 200,
            webcast=webcast,
            standing=standing.get(webcast.id, WebcastSummary()),
            reason=call.sent("reason"),
            errors=errors or {},
        )

    def _ending(
        self,
        call: StudioCall,
        webcast: Webcast,
        errors: dict[str, str] | None = None,
        refusal: str = "",
    ) -> Response:
        likely = webcast.ended_at or min(webcast.ends_at, call.now)
        return call.render(
            "webcasts/studio/end.html",
            422 if errors or refusal else 200,
            webcast=webcast,
            closes_at=closing_of(webcast),
            ended=call.sent("ended") or typed_time(likely),
            reason=call.sent("reason"),
            errors=errors or {},
            refusal=refusal,
        )


def _opening(call: StudioCall, when: str) -> datetime | None:
    if when not in _NOTES:
        raise Invalid("Choose when the webcast is published.")
    if when == "at":
        return parse_instant(call.sent("opens"))
    return call.now.replace(microsecond=0) if when == "now" else None


def _wrong_reason(call: StudioCall) -> dict[str, str]:
    length = len(call.sent("reason"))
    if length <= LONGEST_REASON:
        return {}
    wrong = Invalid(
        "This is {length} characters long; {longest} is the most.",
        length=length,
        longest=LONGEST_REASON,
    )
    return {"reason": sentence(wrong, call.language)}
