"""What the audit log keeps of an episode."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.episodes.models import Episode
from mediahub.people.models import CREDIT_COLUMNS

TRACKED: TrackedModels = {
    Episode: TrackedFields(
        "episode",
        fields=(
            *("show_id", "opens_at", "closes_at", "number", "season_id", "title", "slug"),
            *("description", "type", "explicit", "topics", "links", "chapters", "soundbites"),
            *("locations", "audio_id", "image_id"),
        ),
        parts={"credits": CREDIT_COLUMNS},
    )
}
