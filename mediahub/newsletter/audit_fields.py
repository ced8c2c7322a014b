"""What the audit log keeps of a newsletter."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.newsletter.models import Newsletter

TRACKED: TrackedModels = {
    Newsletter: TrackedFields(
        fields=(
            *("year", "number", "title", "greeting", "language", "since_at", "until_at"),
            *("published_at", "withdrawn_at"),
        ),
        parts={"items": ("kind", "episode_id", "webcast_id", "heading", "text")},
    )
}
