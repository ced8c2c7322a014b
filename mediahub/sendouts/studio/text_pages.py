"""The words of a webcast's mails in the studio: changed, looked at in the whole mail, reset."""

from collections.abc import Mapping

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Invalid, NotFound
from mediahub.i18n import LANGUAGES, sentence
from mediahub.mail.templates import Rendered
from mediahub.participants.mail.wordings import WORDINGS as TO_PARTICIPANTS
from mediahub.participants.notices import Notice
from mediahub.participants.studio import mail_previews
from mediahub.sendouts import preview
from mediahub.sendouts.mails import WORDINGS as OF_SENDOUTS
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.studio.urls import texts_of, webcast_of
from mediahub.web.frames import framed
from mediahub.webcasts import mail_texts
from mediahub.webcasts.mail_texts import Wording, Words
from mediahub.webcasts.models import MailText, Webcast

KNOWN: Mapping[str, Wording] = {
    wording.kind: wording for wording in (*TO_PARTICIPANTS.values(), *OF_SENDOUTS)
}
"""Every mail whose words can be changed."""


def listing(request: Request, call: StudioCall) -> Response:
    """Every mail, and in which languages the webcast has words of its own."""
    webcast = webcast_of(request, call)
    own = select(MailText.kind, MailText.language).where(MailText.webcast_id == webcast.id)
    return call.render(
        "sendouts/studio/texts.html",
        webcast=webcast,
        home=texts_of(webcast),
        kinds=list(KNOWN),
        own=set(call.db.execute(own).all()),
    )


def look(request: Request, call: StudioCall) -> Response:
    """The words of a mail, to be changed, and the mail that they make."""
    webcast, wording, language = _asked(request, call)
    return _page(call, webcast, wording, language)


def change(request: Request, call: StudioCall) -> Response:
    """Words of its own for the webcast."""
    webcast, wording, language = _asked(request, call)
    typed = Words(call.sent("subject"), call.sent("intro").replace("\r\n", "\n"))
    if is_stale(call, _texts(_words(call, webcast, wording, language))):
        return _page(call, webcast, wording, language, typed=typed, is_overtaken=True)
    try:
        with call.db.begin_nested():
            mail_texts.set_words(call.db, webcast, wording, language, typed, call.now)
    except Invalid as error:
        wrong = sentence(error, call.language)
        return _page(call, webcast, wording, language, typed=typed, wrong=wrong)
    return redirect(_path(webcast, wording, language), "sparad")


def reset(request: Request, call: StudioCall) -> Response:
    """The usual words again."""
    webcast, wording, language = _asked(request, call)
    mail_texts.reset_words(call.db, webcast, wording.kind, language)
    return redirect(_path(webcast, wording, language), "aterstalld")


def letter_html(request: Request, call: StudioCall) -> Response:
    """The HTML part of the mail, for the frame."""
    rendered = _preview(call, *_asked(request, call))
    if rendered is None:
        raise NotFound("There is no recording yet.")
    return framed(rendered.html)


def _asked(request: Request, call: StudioCall) -> tuple[Webcast, Wording, str]:
    kind, language = request.path_params["kind"], request.path_params["language"]
    if kind not in KNOWN or language not in LANGUAGES:
        raise NotFound("There is no such mail.")
    return webcast_of(request, call), KNOWN[kind], language


def _path(webcast: Webcast, wording: Wording, language: str) -> str:
    return f"{texts_of(webcast)}/{wording.kind}/{language}"


def _words(call: StudioCall, webcast: Webcast, wording: Wording, language: str) -> Words:
    usual = wording.words(language)
    return mail_texts.words_for(call.db, webcast, wording.kind, language, usual)


def _texts(words: Words) -> dict[str, str]:
    return {"subject": words.subject, "intro": words.intro}


def _preview(
    call: StudioCall, webcast: Webcast, wording: Wording, language: str
) -> Rendered | None:
    if wording.kind in list(Notice):
        notice = Notice(wording.kind)
        return mail_previews.preview(call.hub, call.db, webcast, notice, language)
    kind = SendoutKind(wording.kind)
    return preview.preview(call.hub, call.db, webcast, kind, language=language)


def _page(
    call: StudioCall,
    webcast: Webcast,
    wording: Wording,
    language: str,
    *,
    typed: Words | None = None,
    wrong: str = "",
    is_overtaken: bool = False,
) -> Response:
    usual, saved = wording.words(language), _words(call, webcast, wording, language)
    status = 409 if is_overtaken else 422 if wrong else 200
    shown = typed or saved
    return call.render(
        "sendouts/studio/text.html",
        status,
        webcast=webcast,
        home=texts_of(webcast),
        kind=wording.kind,
        mail_language=language,
        fields=[f"{{{name}}}" for name in wording.names],
        words=shown,
        usual=usual,
        is_own=saved != usual,
        version=version_of(_texts(saved)),
        wrong=wrong,
        is_overtaken=is_overtaken,
        differences=differences(_texts(saved), _texts(shown)) if is_overtaken else [],
        rendered=_preview(call, webcast, wording, language),
        may_edit=call.may_edit(),
    )
