"""What the audit log keeps of a recording; changes of its window are told with their reasons."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.recordings.models import Recording

TRACKED: TrackedModels = {
    Recording: TrackedFields(
        fields=("webcast_id", "opens_at", "closes_at", "paused_at", "deleted_at", "media_id"),
        parts={"captions": ("transcript_id",), "documents": ("media_id", "title")},
    )
}
