"""What the audit log keeps of webcasts, series, networks and mail texts: all but whom to ask."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.people.models import CREDIT_COLUMNS
from mediahub.webcasts.models import MailText, Network, Series, Webcast

_OFFER = ("price_text", "register_by", "capacity", "registration_url", "is_form_open")

TRACKED: TrackedModels = {
    Webcast: TrackedFields(
        fields=(
            *("slug", "kind", "title", "description", "opens_at", "cancelled_at", "starts_at"),
            *("ends_at", "ended_at", "target_group", "price_amount", "place", "live_url", "topics"),
            *(
                "access",
                "live_access",
                "closing_rule",
                "window_days",
                "retention_months",
                "series_id",
            ),
            *("network_id", *_OFFER),
        ),
        parts={"credits": CREDIT_COLUMNS, "programme": ("starts_at", "title", "text")},
    ),
    Series: TrackedFields(fields=("slug", "title", "description", *_OFFER), parts={}),
    Network: TrackedFields(
        fields=("slug", "title", "description", "places_per_organisation"),
        parts={"documents": ("media_id", "title")},
    ),
    MailText: TrackedFields(
        fields=("webcast_id", "kind", "language", "subject", "intro"), parts={}
    ),
}
