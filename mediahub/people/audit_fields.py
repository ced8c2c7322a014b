"""What the audit log keeps of persons, who stand in it by id, and of organisations."""

from mediahub.accounts.change_log import Followed, Following
from mediahub.people.models import Organisation, Person

FOLLOWED: Following = {
    Person: Followed("person", fields=("url",), parts={}),
    Organisation: Followed("organisation", fields=("name",), parts={}),
}
