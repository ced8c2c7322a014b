"""Whether two people belong together: by what is registered, and by the domain of their mail."""

from mediahub.mail.addresses import domain_of
from mediahub.media.slugs import slug
from mediahub.participants.details import Details
from mediahub.participants.models import Participant

# Where anybody can have an address: sharing one says nothing of where two people work.
PUBLIC_DOMAINS = frozenset(
    (
        "126.com", "163.com", "abv.bg", "allhem.se", "att.net", "bahnhof.se", "bk.ru", "bluewin.ch",
        "bostream.nu", "bostream.se", "bredband.net", "bredband2.com", "bredbandsbolaget.se",
        "comcast.net", "comhem.se", "duck.com", "email.com", "eposten.se", "foxmail.com", "free.fr",
        "freenet.de", "glocalnet.net", "googlemail.com", "hem.utfors.se", "home.se", "hushmail.com",
        "inbox.lv", "inbox.ru", "interia.pl", "kolumbus.fi", "laposte.net", "libero.it", "list.ru",
        "luukku.com", "mac.com", "mail.com", "mail.ee", "mail.ru", "mailbox.org", "me.com",
        "msn.com", "o2.pl", "online.no", "orange.fr", "passagen.se", "pm.me", "qq.com",
        "rambler.ru", "rocketmail.com", "runbox.com", "seznam.cz", "spray.se", "swipnet.se",
        "t-online.de", "tele2.se", "telenor.com", "telenor.no", "telenor.se", "telia.com",
        "telia.se", "tempmail.com", "trashmail.com", "tuta.com", "tuta.io", "tyfon.se", "ua.fm",
        "ukr.net", "verizon.net", "vk.com", "wanadoo.fr", "web.de", "wp.pl", "ya.ru", "ymail.com",
    )
)  # fmt: skip
# The same, under any country's ending.
PUBLIC_NAMES = frozenset(
    (
        "aol", "fastmail", "gmail", "gmx", "guerrillamail", "hey", "hotmail", "icloud", "live",
        "mailinator", "outlook", "posteo", "proton", "protonmail", "rediffmail", "tutanota",
        "yahoo", "yandex", "yopmail", "zoho", "zohomail",
    )
)  # fmt: skip
# A shorter name is found in others by chance: “web” in Swebus.
_TELLING = 4


def is_same_organisation(old: Participant, new: Details) -> bool:
    """For staff, who know what they write: by the organisation's name, or by the mail domain."""
    if old.organisation and new.organisation and same_name(old.organisation, new.organisation):
        return True
    return share_domain(old.email, new.email)


def are_known_colleagues(giver: Participant, email: str, known: Participant | None) -> bool:
    """For the giver, who may write anything: by the domain, if it is their organisation's.

    No list of the domains where anybody has an address is whole, so the domain must be called as
    the organisation that is registered of the giver. `known` is who has the address already, of
    whom nothing else may be registered. What the giver writes of them is not asked.
    """
    if not giver.organisation or not is_domain_of(domain_of(giver.email), giver.organisation):
        return False
    registered = known.organisation if known is not None else None
    if registered and not same_name(giver.organisation, registered):
        return False
    return share_domain(giver.email, email)


def is_domain_of(domain: str, organisation: str) -> bool:
    """Whether a domain is called as an organisation: by a word of it, its initials, or a part."""
    name = "".join(slug(_shown(domain)).split("-"))
    words = slug(organisation).split("-")
    if not name:
        return False
    if name in words or name == "".join(word[:1] for word in words if word != "och"):
        return True
    shorter, longer = sorted((name, "".join(words)), key=len)
    return shorter == longer or (len(shorter) >= _TELLING and shorter in longer)


def _shown(domain: str) -> str:
    """The label that a domain was registered by, as read: “skövde” of xn--skvde-kua.se."""
    label = domain.split(".")[-2:][0]
    return label[4:].encode().decode("punycode") if label.startswith("xn--") else label


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
