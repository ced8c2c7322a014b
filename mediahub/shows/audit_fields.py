"""What the audit log keeps of a show: all but who owns it, by name and address."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.people.models import CREDIT_COLUMNS
from mediahub.shows.models import Show

TRACKED: TrackedModels = {
    Show: TrackedFields(
        "show",
        fields=(
            *("slug", "title", "description", "language", "author", "owner_in_feed", "link"),
            *("categories", "explicit", "type", "copyright", "license_identifier", "license_url"),
            *("medium", "new_feed_url", "complete", "block", "locked", "feed_limit", "funding"),
            *("platform_links", "locations", "txt", "blocks", "podroll", "publisher"),
            *("update_frequency", "cover_id"),
        ),
        parts={"credits": CREDIT_COLUMNS, "seasons": ("number", "name")},
    )
}
