"""What the audit log keeps of persons, who stand in it by id, and of organisations."""

from mediahub.accounts.change_log import TrackedFields, TrackedModels
from mediahub.people.models import Organisation, Person

TRACKED: TrackedModels = {
    Person: TrackedFields(fields=("url",), parts={}),
    Organisation: TrackedFields(fields=("name",), parts={}),
}
