"""`mediahub user`: its commands, given the shows that a producer can be limited to."""

from mediahub.accounts.commands import user_commands
from mediahub.recordings.leaving import FORGETTING
from mediahub.shows.service import list_shows

commands = user_commands(list_shows, FORGETTING)
