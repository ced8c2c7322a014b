"""The outbox in the studio: what waits, was sent and failed, why, and what to do about it.

Nobody reads another's links in it: they stand as *** in all that is shown. The bytes as they were
sent are for administrators, noted each time, and those that open an account for nobody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts import mails as account_mails
from mediahub.accounts.audit import Decision, log_audit
from mediahub.accounts.guard import Guard, StudioCall, redirect
from mediahub.errors import Conflict, Forbidden, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.mail import outbox
from mediahub.mail.builder import make
from mediahub.mail.models import WAITING, Mail, MailState
from mediahub.sendouts.studio.urls import POST
from mediahub.sendouts.templates import TEMPLATES
from mediahub.web.frames import framed
from mediahub.web.paging import page_asked_for

PER_PAGE = 50
SHOWN: Mapping[str, Sequence[MailState]] = {
    "": tuple(MailState),
    "vantar": (MailState.QUEUED, MailState.RETRY, MailState.SENDING),
    "skickade": (MailState.SENT,),
    "misslyckade": (MailState.FAILED,),
    "kvarhallna": (MailState.WITHHELD,),
}
"""By the word that an address asks for them with."""
_SECRETS = {template.name for template in account_mails.TEMPLATES}
_TOKEN = re.compile(r"[0-9a-f]{32}[A-Za-z0-9_-]{20,}", re.ASCII)
_PASSWORD = re.compile(r"(/studio/(?:losenord|kom-igang)/)[^\s\"'<>)]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail as it can be looked at."""

    subject: str
    sender: str
    to: str
    text: str
    html: str
    files: Sequence[str]


def listing(request: Request, call: StudioCall) -> Response:
    """One page of the mails that match, the newest first."""
    asked = {
        "visa": request.query_params.get("visa", ""),
        "sok": request.query_params.get("sok", "").strip().lower()[:100],
    }
    if asked["visa"] not in SHOWN:
        asked["visa"] = ""
    matches = _matches(asked)
    counted = select(func.count(Mail.id)).where(*matches)
    page = page_asked_for(request, call.db.scalar(counted) or 0, PER_PAGE)
    found = select(Mail).where(*matches).order_by(Mail.created_at.desc(), Mail.key)
    return call.render(
        "sendouts/studio/outbox.html",
        mails=call.db.scalars(found.limit(PER_PAGE).offset(page.skipped)).all(),
        asked=asked,
        is_filtered=any(asked.values()),
        counts=_counts(call.db),
        page=page,
        kept_query="".join(f"{name}={value}&" for name, value in asked.items() if value),
    )


def _matches(asked: Mapping[str, str]) -> list[ColumnElement[bool]]:
    matches: list[ColumnElement[bool]] = []
    if asked["visa"]:
        matches.append(Mail.state.in_(SHOWN[asked["visa"]]))
    if asked["sok"]:
        matches.append(Mail.email.contains(asked["sok"], autoescape=True))
    return matches


def _counts(db: Session) -> Mapping[str, int]:
    states = outbox.count(db)
    return {name: sum(states[state] for state in shown) for name, shown in SHOWN.items()}


def look(request: Request, call: StudioCall) -> Response:
    """One mail: what became of it, and what it says."""
    return _page(call, _mail(request, call))


def letter_html(request: Request, call: StudioCall) -> Response:
    """Its HTML part, for the frame."""
    letter, _ = _letter(call, _mail(request, call))
    if letter is None:
        raise NotFound("What the mail said is not kept, or it is not made yet.")
    return framed(letter.html)


def raw(request: Request, call: StudioCall) -> Response:
    """The bytes as they were sent; that they were taken out is noted."""
    mail = _mail(request, call)
    if mail.template in _SECRETS:
        raise Forbidden("A mail with a link to choose a password is shown to nobody.")
    message = outbox.message_of(call.db, mail)
    if message is None:
        raise NotFound("What the mail said is not kept, or it is not made yet.")
    note(call, mail, "show_raw")
    headers = {"Content-Disposition": f'attachment; filename="{mail.id}.eml"'}
    return Response(message, media_type="message/rfc822", headers=headers)


def retry(request: Request, call: StudioCall) -> Response:
    """Send a mail that failed or was withheld after all."""
    mail = _mail(request, call)
    try:
        outbox.retry(call.db, mail, call.now)
    except Conflict as error:
        return _page(call, mail, error)
    note(call, mail, "retry")
    return redirect(f"{POST}/{mail.id}", "igen")


def retry_failed(_: Request, call: StudioCall) -> Response:
    """Send every mail that failed after all."""
    for mail in outbox.failed_mails(call.db):
        outbox.retry(call.db, mail, call.now)
        note(call, mail, "retry")
    return redirect(POST, "igen")


def _mail(request: Request, call: StudioCall) -> Mail:
    return outbox.get_mail(call.db, request.path_params["id"])


def note(call: StudioCall, mail: Mail, act: str, **facts: object) -> None:
    """Write in the audit log what was done with a mail; not whose it was."""
    log_audit(
        call.db,
        Decision(call.actor, call.now),
        f"mail.{act}",
        mail,
        after={"template": mail.template, **facts},
    )


def _letter(call: StudioCall, mail: Mail) -> tuple[MailView | None, str]:
    """What it said, or would say now, and why it cannot be made.

    There is no letter when it is kept no longer, or would not be sent.
    """
    message, problem = outbox.message_of(call.db, mail), ""
    if message is None and mail.state in WAITING:
        # In a transaction of its own, which a mail that cannot be made may spoil.
        with call.hub.reading() as db:
            made = make(call.hub, TEMPLATES, db, mail)
        message, problem = made.message, made.problem or ""
    return (None if message is None else _read(message)), problem


def _read(message: bytes) -> MailView:
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return MailView(
        subject=str(read["Subject"]),
        sender=str(read["From"]),
        to=str(read["To"]),
        text=without_links(_part(read, "plain")),
        html=without_links(_part(read, "html")),
        files=[part.get_filename() or "–" for part in read.iter_attachments()],
    )


def _part(read: EmailMessage, kind: str) -> str:
    body = read.get_body((kind,))
    text: str = body.get_content() if body is not None else ""
    return text.replace("\r\n", "\n")


def without_links(text: str) -> str:
    """The text with *** for each token that would let its reader in somewhere."""
    return _PASSWORD.sub(r"\1***", _TOKEN.sub("***", text))


def _page(call: StudioCall, mail: Mail, refusal: MediaHubError | None = None) -> Response:
    letter, problem = _letter(call, mail)
    return call.render(
        "sendouts/studio/mail.html",
        409 if refusal else 200,
        mail=mail,
        letter=letter,
        problem=problem,
        is_tried=mail.tried_at is not None,
        may_retry=mail.state in (MailState.FAILED, MailState.WITHHELD) and not mail.purged_at,
        may_see_raw=call.guard is Guard.ADMINISTRATOR and mail.template not in _SECRETS,
        refusal=sentence(refusal, call.language) if refusal else "",
    )
