"""What the audit log keeps of a show: all but who owns it, by name and address."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.forms.fields import columns_of
from mediahub.people.models import CREDIT_COLUMNS
from mediahub.shows.fields import ALL
from mediahub.shows.models import Show

_OWNER = ("owner_name", "owner_email")
_COLUMNS = (*columns_of(ALL), "license_identifier", "license_url", "cover_id")

TRACKED: TrackedModels = {
    Show: TrackedFields(
        fields=("slug", *(column for column in _COLUMNS if column not in _OWNER)),
        parts={"credits": CREDIT_COLUMNS, "seasons": ("number", "name")},
    )
}
