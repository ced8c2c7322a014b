"""A person's webcasts in their calendar: entries of their own, invitations and their withdrawal.

Entries go out as REQUEST and CANCEL (RFC 5546), not as PUBLISH: programs move and remove by
themselves only what they took in as a request from the same organizer. The person has accepted by
registering, so nobody is asked to answer.
"""

from collections.abc import Sequence
from datetime import datetime

from icalendar import Event, vCalAddress

from mediahub.mail.message import Attachment
from mediahub.names import in_mail
from mediahub.participants.models import NetworkMember, Registration
from mediahub.participants.service import target_of
from mediahub.settings import Settings
from mediahub.webcasts.calendar import add_alarms, entry_of, write
from mediahub.webcasts.models import Webcast

_TYPE = "text/calendar"


def webcasts_of(held: Registration) -> Sequence[Webcast]:
    """The webcast that a registration is for, or those of its series."""
    target = target_of(held)
    return [target] if isinstance(target, Webcast) else target.webcasts


def personal_entry(settings: Settings, held: Registration | NetworkMember, of: Webcast) -> Event:
    """The entry of one person's seat: its UID is the seat's own and stays.

    It says nothing that only the person may know: colleagues see each other's calendars.
    """
    entry = entry_of(of, settings.origin, f"{held.id}-{of.id}")
    if of.cancelled_at is None:
        add_alarms(entry)
    return entry


def invitation(
    settings: Settings, held: Registration, webcasts: Sequence[Webcast], now: datetime
) -> Sequence[Attachment]:
    """What puts the webcasts that are to come into the person's calendar, or moves them there.

    Programs act on a message about one entry alone, so several are a file to be opened.
    """
    ahead = [one for one in webcasts if now < one.end and one.cancelled_at is None]
    return _attached(settings, held, "REQUEST", [personal_entry(settings, held, w) for w in ahead])


def withdrawal(
    settings: Settings, held: Registration, webcasts: Sequence[Webcast], now: datetime
) -> Sequence[Attachment]:
    """What takes webcasts out of the person's calendar: cancelled, or their seat is gone."""
    ahead = [one for one in webcasts if now < one.end]
    return _attached(settings, held, "CANCEL", [_withdrawn(settings, held, w) for w in ahead])


def _attached(
    settings: Settings, held: Registration, method: str, entries: Sequence[Event]
) -> Sequence[Attachment]:
    if not entries:
        return ()
    if len(entries) > 1:
        return [Attachment("kalender.ics", _TYPE, write(entries))]
    (entry,) = entries
    entry.add("organizer", _address(*settings.sender))
    entry.add("attendee", _attendee(held, method))
    return [Attachment("kalender.ics", _TYPE, write(entries, method=method), method)]


def _withdrawn(settings: Settings, held: Registration, of: Webcast) -> Event:
    entry = entry_of(of, settings.origin, f"{held.id}-{of.id}")
    entry["status"] = "CANCELLED"
    if of.cancelled_at is None:
        # The webcast is as it was: it is this seat's entry that has come to its last revision.
        del entry["sequence"]
        entry.add("sequence", of.sequence + 1)
    return entry


def _attendee(held: Registration, method: str) -> vCalAddress:
    attendee = _address(in_mail(held.participant.name), held.participant.email)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["RSVP"] = "FALSE"
    if method == "REQUEST":
        attendee.params["PARTSTAT"] = "ACCEPTED"
    return attendee


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        # A parameter cannot hold a quotation mark (RFC 5545 3.2).
        address.params["CN"] = name.replace('"', "”")
    return address
