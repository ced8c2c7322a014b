"""The roles and groups of podcast:person, with Swedish and English names.

Source of roles and groups: taxonomy-en.json of Podcastindex-org/podcast-namespace (the Podcast
Taxonomy). The Swedish names are ours: the taxonomy has none.
"""

from dataclasses import dataclass
from functools import lru_cache

from feeds.errors import FeedError


@dataclass(frozen=True, slots=True)
class Group:
    """A group: `slug` is what podcast:person says, in lower case."""

    slug: str
    en: str
    sv: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role in a group. Only "editor" is the name of two: of writing and of video."""

    slug: str
    group: str
    en: str
    sv: str


_GROUPS = (
    ("Creative Direction", "Kreativ ledning"),
    ("Cast", "Medverkande"),
    ("Writing", "Text och redaktion"),
    ("Audio Production", "Ljudproduktion"),
    ("Audio Post-Production", "Efterarbete ljud"),
    ("Administration", "Administration"),
    ("Visuals", "Bild och form"),
    ("Community", "Publikkontakt"),
    ("Misc.", "Övrigt"),
    ("Video Production", "Videoproduktion"),
    ("Video Post-Production", "Efterarbete video"),
)

_ROLES = {
    "Creative Direction": (
        ("Director", "Regissör"),
        ("Assistant Director", "Regiassistent"),
        ("Executive Producer", "Exekutiv producent"),
        ("Senior Producer", "Seniorproducent"),
        ("Producer", "Producent"),
        ("Associate Producer", "Biträdande producent"),
        ("Development Producer", "Utvecklingsproducent"),
        ("Creative Director", "Kreativ chef"),
    ),
    "Cast": (
        ("Host", "Samtalsledare"),
        ("Co-Host", "Andra samtalsledare"),
        ("Guest Host", "Tillfällig samtalsledare"),
        ("Guest", "Medverkande"),
        ("Voice Actor", "Röstskådespelare"),
        ("Narrator", "Berättare"),
        ("Announcer", "Presentatör"),
        ("Reporter", "Reporter"),
    ),
    "Writing": (
        ("Author", "Författare"),
        ("Editorial Director", "Redaktionschef"),
        ("Co-Writer", "Medförfattare"),
        ("Writer", "Manusförfattare"),
        ("Songwriter", "Låtskrivare"),
        ("Guest Writer", "Gästskribent"),
        ("Story Editor", "Dramaturg"),
        ("Managing Editor", "Redaktör"),
        ("Script Editor", "Manusredaktör"),
        ("Script Coordinator", "Manuskoordinator"),
        ("Researcher", "Researcher"),
        ("Editor", "Textredigerare"),
        ("Fact Checker", "Faktagranskare"),
        ("Translator", "Översättare"),
        ("Transcriber", "Utskrivare"),
        ("Logger", "Loggare"),
    ),
    "Audio Production": (
        ("Studio Coordinator", "Studiokoordinator"),
        ("Technical Director", "Teknisk chef"),
        ("Technical Manager", "Teknisk ledare"),
        ("Audio Engineer", "Tekniker"),
        ("Remote Recording Engineer", "Tekniker för distansinspelning"),
        ("Post Production Engineer", "Tekniker för efterarbete"),
    ),
    "Audio Post-Production": (
        ("Audio Editor", "Ljudredigerare"),
        ("Sound Designer", "Ljuddesigner"),
        ("Foley Artist", "Tramp- och effektljud"),
        ("Composer", "Kompositör"),
        ("Theme Music", "Signaturmelodi"),
        ("Music Production", "Musikproduktion"),
        ("Music Contributor", "Musikbidrag"),
    ),
    "Administration": (
        ("Production Coordinator", "Produktionskoordinator"),
        ("Booking Coordinator", "Gästbokare"),
        ("Production Assistant", "Produktionsassistent"),
        ("Content Manager", "Innehållsansvarig"),
        ("Marketing Manager", "Marknadsansvarig"),
        ("Sales Representative", "Säljare"),
        ("Sales Manager", "Försäljningsansvarig"),
    ),
    "Visuals": (
        ("Graphic Designer", "Grafisk formgivare"),
        ("Cover Art Designer", "Omslagsformgivare"),
    ),
    "Community": (("Social Media Manager", "Ansvarig för sociala medier"),),
    "Misc.": (("Consultant", "Konsult"), ("Intern", "Praktikant")),
    "Video Production": (
        ("Camera Operator", "Fotograf"),
        ("Lighting Designer", "Ljussättare"),
        ("Camera Grip", "Passare"),
        ("Assistant Camera", "Assisterande fotograf"),
    ),
    "Video Post-Production": (
        ("Editor", "Videoredigerare"),
        ("Assistant Editor", "Assisterande videoredigerare"),
    ),
}

GROUPS = tuple(Group(en.lower(), en, sv) for en, sv in _GROUPS)
ROLES = tuple(
    Role(en.lower(), group.lower(), en, sv) for group, roles in _ROLES.items() for en, sv in roles
)


def group(slug: str) -> Group:
    """Find a group by its slug in any case; FeedError when there is none."""
    found = _GROUPS_BY_SLUG.get(slug.lower())
    if not found:
        raise FeedError("“{name}” is not a group of the podcast taxonomy.", name=slug)
    return found


@lru_cache(1024)
def role(slug: str, group: str = "") -> Role:
    """Find a role by its slug in any case, in a group if one is given; FeedError if none.

    "editor" without a group is the one of writing.
    """
    found = [role for role in ROLES if role.slug == slug.lower()]
    if group:
        found = [role for role in found if role.group == group.lower()]
    if not found:
        raise FeedError("“{name}” is not a role of the podcast taxonomy.", name=slug)
    return found[0]


def role_named(name: str) -> Role:
    """Find a role by its Swedish or English name, such as "Samtalsledare"; FeedError if none."""
    found = _ROLES_BY_NAME.get(name.strip().lower())
    if not found:
        raise FeedError("“{name}” is not the name of a role.", name=name)
    return found


_GROUPS_BY_SLUG = {group.slug: group for group in GROUPS}
_ROLES_BY_NAME = {role.en.lower(): role for role in reversed(ROLES)}
_ROLES_BY_NAME |= {role.sv.lower(): role for role in reversed(ROLES)}
