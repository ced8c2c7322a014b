"""Whether two people belong together: by what is registered, and by the domain of their mail."""

from mediahub.mail.addresses import domain_of
from mediahub.participants.details import Details
from mediahub.participants.models import Participant

# Where anybody can have an address: sharing one says nothing of where two people work.
PUBLIC_DOMAINS = frozenset(
    (
        "aol.com", "bahnhof.se", "bredband.net", "bredband2.com", "comhem.se", "duck.com",
        "fastmail.com", "glocalnet.net", "googlemail.com", "hey.com", "home.se", "mac.com",
        "mail.com", "me.com", "msn.com", "passagen.se", "pm.me", "proton.me", "spray.se",
        "swipnet.se", "tele2.se", "telia.com", "telia.se", "tuta.com", "ymail.com",
    )
)  # fmt: skip
# The same, under any country's ending.
PUBLIC_NAMES = frozenset(
    ("gmail", "gmx", "hotmail", "icloud", "live", "outlook", "protonmail", "tutanota", "yahoo")
)


def is_same_organisation(old: Participant, new: Details) -> bool:
    """For staff, who know what they write: by the organisation's name, or by the mail domain."""
    if old.organisation and new.organisation and same_name(old.organisation, new.organisation):
        return True
    return share_domain(old.email, new.email)


def are_known_colleagues(giver: Participant, email: str, known: Participant | None) -> bool:
    """For the giver, who may write anything: by the domain, unless what is registered differs.

    `known` is who has the address already. What the giver writes of them is not asked.
    """
    registered = (giver.organisation, known.organisation) if known is not None else (None, None)
    if all(registered) and not same_name(*map(str, registered)):
        return False
    return share_domain(giver.email, email)


def share_domain(one: str, other: str) -> bool:
    """Whether two addresses are of one domain, or one below the other's, that is not everyone's."""
    upper, lower = sorted((domain_of(one), domain_of(other)), key=len)
    is_below = lower == upper or lower.endswith(f".{upper}")
    return is_below and "." in upper and not is_public(lower)


def is_public(domain: str) -> bool:
    """Whether anybody can have an address at this domain, or at one that it is below."""
    labels = domain.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    # yahoo.se, and yahoo.co.uk
    named = labels[-3:-1] if labels[-2:-1] in (["co"], ["com"]) else labels[-2:-1]
    return not PUBLIC_NAMES.isdisjoint(named) or not PUBLIC_DOMAINS.isdisjoint(above)


def same_name(one: str, other: str) -> bool:
    """Whether two names differ at most in capitals and spaces."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """What names of the same organisation have in common."""
    return "".join(name.casefold().split())
