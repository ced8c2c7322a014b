"""Where in the studio a broken rule of a feed is mended."""

from feeds.rule import Finding

SHOW = "/studio/serier"
EPISODES = "/studio/avsnitt"

# By the beginning of a rule's id, the field of the show's form; the longest that fits counts.
_FIELDS = {
    "title": "title",
    "author": "author",
    "description": "description",
    "summary": "description",
    "language": "language",
    "link": "link",
    "category": "category",
    "image": "omslag",
    "type": "type",
    "medium": "medium",
    "owner": "owner_email",
    "unlocked": "locked",
    "copyright": "copyright",
    "license": "license",
    "funding": "funding",
    "person": "host",
    "location": "location",
    "frequency": "update_frequency",
    "block": "block_service",
    "publisher": "publisher",
    "podroll": "podroll",
    "txt": "txt",
    "address": "link",
}


def mended_at(finding: Finding, slug: str, episodes: dict[str, str]) -> str | None:
    """The address of the page, and the field of it; None where nobody but the service can.

    `episodes` are ids by title. A finding about one of them is mended in its editor.
    """
    if (episode := episodes.get(finding.subject)) is not None:
        return f"{EPISODES}/{episode}"
    if finding.rule.id == "items-missing":
        return EPISODES
    fits = [name for name in _FIELDS if finding.rule.id.startswith(name)]
    return f"{SHOW}/{slug}#{_FIELDS[max(fits, key=len)]}" if fits else None
