"""What the audit log keeps of an episode."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.episodes.fields import FIELDS
from mediahub.episodes.models import Episode
from mediahub.forms.fields import columns_of
from mediahub.people.models import CREDIT_COLUMNS

TRACKED: TrackedModels = {
    Episode: TrackedFields(
        fields=("show_id", "opens_at", "closes_at", *columns_of(FIELDS), "audio_id", "image_id"),
        parts={"credits": CREDIT_COLUMNS},
    )
}
