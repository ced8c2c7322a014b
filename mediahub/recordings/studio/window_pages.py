"""The window of a recording in the studio: opened, moved, paused, closed; each asked once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.audit import Decision
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Gone, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.recordings import service, window_actions
from mediahub.recordings.announcement import AnnouncementPreview
from mediahub.recordings.captions import are_reviewed
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import (
    CaptionException,
    require_exception,
    require_reason,
)
from mediahub.recordings.retention.deletion import GRACE, deletes_at
from mediahub.recordings.state import RecordingState, state_of
from mediahub.recordings.studio.facts import conditions
from mediahub.recordings.studio.pages import path_of
from mediahub.recordings.view import RecordingView
from mediahub.recordings.window_actions import Window
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of
from mediahub.webcasts.studio.form import typed_time
from mediahub.webcasts.studio.hints import with_place
from mediahub.webcasts.studio.pages import asked_for

Change = Callable[[Session, Recording, Decision, datetime | None], None]
"""What is done to the window of a recording."""
_REASON = Recording.exception_reason.type.length
_BY = Recording.exception_by.type.length
_FIELDS = ("when", "opens", "until", "reason", "exception_by", "exception_reason")


@dataclass(slots=True)
class WindowForm:
    """What a form of the window says, and by field what is wrong with it."""

    call: StudioCall
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def values(self) -> dict[str, str]:
        """As it was typed."""
        return {name: self.call.sent(name).strip() for name in _FIELDS}

    @property
    def status(self) -> int:
        """422 when something is wrong."""
        return 422 if self.errors or self.refusal else 200

    @property
    def decision(self) -> Decision:
        """Who decides, when and why."""
        reason = self.values["reason"] or None
        return Decision(self.call.actor, self.call.now, reason)

    def moment(self, name: str) -> datetime | None:
        """The time in a field; None for nothing, and for what is wrong."""
        text = self.values[name]
        try:
            return parse_instant(text) if text else None
        except Invalid as error:
            self.errors[name] = sentence(error, self.call.language)
            return None

    def check(self, name: str, require: Callable[[], None]) -> None:
        """Put what the rule says beside the field."""
        try:
            require()
        except (Invalid, Conflict) as error:
            self.errors[name] = with_place(error, self.call.language)

    def check_length(self, name: str, longest: int | None) -> None:
        """Whether there is room for what the field says."""
        length = len(self.values[name])
        if longest is not None and length > longest:
            wrong = Invalid(
                "This is {length} characters long; {longest} is the most.",
                length=length,
                longest=longest,
            )
            self.errors[name] = sentence(wrong, self.call.language)

    def apply(self, change: Callable[[], None]) -> bool:
        """Do it; False when it is refused."""
        try:
            with self.call.db.begin_nested():
                change()
        except (Invalid, Conflict, Gone, NotFound) as error:
            self.refusal = with_place(error, self.call.language)
        return not self.refusal


def _window(typed: WindowForm) -> Window:
    opens_at = typed.moment("opens") if typed.values["when"] == "at" else None
    if typed.values["when"] == "at" and not typed.values["opens"]:
        wrong = Invalid("Give a day and a time.")
        typed.errors["opens"] = sentence(wrong, typed.call.language)
    if typed.values["until"]:
        typed.check("reason", lambda: require_reason(typed.decision))
    typed.check_length("reason", _REASON)
    return Window(opens_at, typed.moment("until"))


def _exception(typed: WindowForm, recording: Recording) -> CaptionException | None:
    """The one that is needed as long as nobody vouches for captions."""
    if are_reviewed(recording):
        return None
    made = CaptionException(typed.values["exception_by"], typed.values["exception_reason"])
    typed.check("exception_reason", lambda: require_exception(recording.webcast, made))
    typed.check_length("exception_by", _BY)
    typed.check_length("exception_reason", _REASON)
    return made


@dataclass(frozen=True, slots=True)
class OpeningPages:
    """The question and the deed, with what tells of the mail that goes when it is done."""

    foretell: AnnouncementPreview

    def ask(self, request: Request, call: StudioCall) -> Response:
        """What must hold, when it would open and close, who is told, and the button."""
        webcast = asked_for(request, call.db)
        return self._page(call, webcast, service.get_recording(call.db, webcast), WindowForm(call))

    def open(self, request: Request, call: StudioCall) -> Response:
        """Open it, now or at a time, by the rule or until another time."""
        webcast = asked_for(request, call.db)
        recording, typed = service.get_recording(call.db, webcast), WindowForm(call)
        window = _window(typed)
        exception = _exception(typed, recording)
        if typed.errors or not typed.apply(
            lambda: window_actions.open_recording(
                call.db, recording, typed.decision, window=window, exception=exception
            )
        ):
            return self._page(call, webcast, recording, typed)
        is_open = state_of(recording, call.now) is RecordingState.OPEN
        return redirect(path_of(webcast), "oppen" if is_open else "oppnad")

    def _page(
        self, call: StudioCall, webcast: Webcast, recording: Recording, typed: WindowForm
    ) -> Response:
        closes_at = closing_of(webcast)
        return call.render(
            "recordings/studio/open.html",
            typed.status,
            webcast=webcast,
            recording=recording,
            state=state_of(recording, call.now),
            conditions=conditions(recording, call.now, call.language),
            needs_exception=not are_reviewed(recording),
            closes_at=closes_at,
            is_late=closes_at is not None and closes_at <= call.now,
            deletes_at=None if closes_at is None else closes_at + GRACE,
            announced=self.foretell(call.db, webcast, call.now),
            values={**typed.values, "exception_by": typed.values["exception_by"] or call.user.name},
            errors=typed.errors,
            refusal=typed.refusal,
        )


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is done to a window or a recording, by the end of its address."""

    name: str
    change: Change
    has_until: bool = False

    def ask(self, request: Request, call: StudioCall) -> Response:
        """What it means, and the button."""
        webcast = asked_for(request, call.db)
        return self._page(
            call, webcast, service.newest_recording(call.db, webcast), WindowForm(call)
        )

    def act(self, request: Request, call: StudioCall) -> Response:
        """Do it."""
        webcast = asked_for(request, call.db)
        recording, typed = service.newest_recording(call.db, webcast), WindowForm(call)
        typed.check("reason", lambda: require_reason(typed.decision))
        typed.check_length("reason", _REASON)
        until = typed.moment("until") if self.has_until else None
        if typed.errors or not typed.apply(
            lambda: self.change(call.db, recording, typed.decision, until)
        ):
            return self._page(call, webcast, recording, typed)
        return redirect(path_of(webcast), self.name)

    def _page(
        self, call: StudioCall, webcast: Webcast, recording: Recording, typed: WindowForm
    ) -> Response:
        values = typed.values
        return call.render(
            "recordings/studio/decide.html",
            typed.status,
            webcast=webcast,
            recording=recording,
            view=RecordingView.of(webcast, recording, call.hub.settings.origin, call.now),
            deletes_at=deletes_at(recording),
            deleted_from_now=call.now + GRACE,
            act=self.name,
            has_until=self.has_until,
            values={**values, "until": values["until"] or typed_time(recording.closes_at)},
            errors=typed.errors,
            refusal=typed.refusal,
        )


def _shorten(db: Session, recording: Recording, decision: Decision, until: datetime | None) -> None:
    if until is None:
        raise Invalid("Give a day and a time.")
    window_actions.shorten(db, recording, until, decision)


def _remove(db: Session, recording: Recording, decision: Decision, _: datetime | None) -> None:
    service.remove_recording(
        db, recording, actor=decision.actor, now=decision.now, reason=decision.reason
    )


ACTIONS = (
    Action("forlang", lambda db, found, why, at: window_actions.extend(db, found, at, why), True),
    Action("forkorta", _shorten, True),
    Action("stang", lambda db, found, why, _: window_actions.close(db, found, why)),
    Action("pausa", lambda db, found, why, _: window_actions.pause(db, found, why)),
    Action("ateruppta", lambda db, found, why, _: window_actions.resume(db, found, why)),
    Action("ta-bort", _remove),
)
"""Each with a page of its own."""
