"""The usual words of the mails to participants, which a webcast may have others for."""

from collections.abc import Callable

from mediahub.participants.notices import Notice
from mediahub.webcasts.mail_texts import Wording, Words

Gettext = Callable[[str], str]


def _confirmed(gettext: Gettext) -> Words:
    return Words(
        gettext("You are registered: {title}"),
        gettext("You have a seat at “{title}”."),
    )


def _waiting(gettext: Gettext) -> Words:
    return Words(
        gettext("On the waiting list: {title}"),
        gettext(
            "All seats at “{title}” are taken, and you are number {number} on the waiting list."
            "\n\nWhen a seat is free for you, you get an e-mail, and it is kept for you for 12"
            " hours. If you do not take it in that time, it goes on to the next in line."
        ),
    )


def _offered(gettext: Gettext) -> Words:
    return Words(
        gettext("A seat is free for you: {title}"),
        gettext(
            "A seat at “{title}” is free. It is kept for you until {until}, and you take it on"
            " the page that the button leads to.\n\nIf you do not take it in time, it goes on to"
            " the next in line. Do you not want it? Say so on the same page, and somebody else"
            " gets it sooner."
        ),
    )


def _seated(gettext: Gettext) -> Words:
    return Words(
        gettext("You have got a seat: {title}"),
        gettext("You were on the waiting list, and now you have a seat at “{title}”."),
    )


def _reminded(gettext: Gettext) -> Words:
    return Words(
        gettext("Tomorrow: {title}"),
        gettext("This is a reminder: “{title}” begins {moment}."),
    )


def _moved(gettext: Gettext) -> Words:
    return Words(
        gettext("New time: {title}"),
        gettext("“{title}” has a new time: {period}.\n\nBefore, it was {before}."),
    )


def _called_off(gettext: Gettext) -> Words:
    return Words(
        gettext("Cancelled: {title}"),
        gettext("“{title}”, which was to begin {moment}, is cancelled."),
    )


def _restored(gettext: Gettext) -> Words:
    return Words(
        gettext("It takes place after all: {title}"),
        gettext("“{title}” was cancelled, but takes place after all: {period}."),
    )


def _cancelled(gettext: Gettext) -> Words:
    return Words(
        gettext("Your registration is cancelled: {title}"),
        gettext(
            "You are not registered for “{title}” any more, and the links that you were given"
            " do not work any longer."
        ),
    )


def _transferred(gettext: Gettext) -> Words:
    return Words(
        gettext("Somebody else has your seat: {title}"),
        gettext(
            "{taker} has taken over your registration for “{title}”. The links that you were"
            " given do not work any longer."
        ),
    )


def _taken_over(gettext: Gettext) -> Words:
    return Words(
        gettext("You have taken over a seat: {title}"),
        gettext("You have a seat at “{title}”."),
    )


def _transfer_approved(gettext: Gettext) -> Words:
    return Words(
        gettext("Yes, your seat could go to somebody else: {title}"),
        gettext(
            "You asked to give your seat at “{title}” to somebody else. The answer is yes: {taker}"
            " has it now. The links that you were given do not work any longer."
        ),
    )


def _transfer_declined(gettext: Gettext) -> Words:
    return Words(
        gettext("The seat stays yours: {title}"),
        gettext(
            "You asked to give your seat at “{title}” to somebody else. The answer is no: the seat"
            " can only go to another person in the same organisation. It is still yours, and your"
            " link works as before."
        ),
    )


def _transfer_expired(gettext: Gettext) -> Words:
    return Words(
        gettext("Your question about the seat was not answered: {title}"),
        gettext(
            "You asked to give your seat at “{title}” to somebody else. Nobody has answered in"
            " time, and the question holds no longer. We are sorry. The seat is still yours, and"
            " has not gone to anybody."
        ),
    )


def _reissued(gettext: Gettext) -> Words:
    return Words(
        gettext("Your new link: {title}"),
        gettext("Here is a new link of your own. The one that you had does not work any longer."),
    )


def _corrected(gettext: Gettext) -> Words:
    return Words(
        gettext("Your details have been corrected: {title}"),
        gettext(
            "Somebody who works with “{title}” has corrected what is registered about you. Your"
            " seat and your links are the same as before."
        ),
    )


def _address_changed(gettext: Gettext) -> Words:
    return Words(
        gettext("Mails about {title} go to another address"),
        gettext(
            "Mails about “{title}” that came to this address go to another one from now on. If that"
            " is a mistake, please tell us."
        ),
    )


_USUAL = {
    Notice.CONFIRMED: (_confirmed, ()),
    Notice.WAITING: (_waiting, ("number",)),
    Notice.OFFERED: (_offered, ("until",)),
    Notice.SEATED: (_seated, ()),
    Notice.REMINDED: (_reminded, ()),
    Notice.MOVED: (_moved, ("before",)),
    Notice.WEBCAST_CANCELLED: (_called_off, ()),
    Notice.RESTORED: (_restored, ()),
    Notice.REGISTRATION_CANCELLED: (_cancelled, ()),
    Notice.TRANSFERRED: (_transferred, ("taker",)),
    Notice.TAKEN_OVER: (_taken_over, ()),
    Notice.TRANSFER_APPROVED: (_transfer_approved, ("taker",)),
    Notice.TRANSFER_DECLINED: (_transfer_declined, ()),
    Notice.TRANSFER_EXPIRED: (_transfer_expired, ()),
    Notice.REISSUED: (_reissued, ()),
    Notice.DETAILS_CORRECTED: (_corrected, ()),
    Notice.ADDRESS_CHANGED: (_address_changed, ()),
}
WORDINGS = {
    notice: Wording(notice.value, usual, ("title", "moment", "period", *names))
    for notice, (usual, names) in _USUAL.items()
}
"""What each mail to participants says unless a webcast has words of its own."""
