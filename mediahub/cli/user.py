"""`mediahub user`: its commands, given the shows that a producer can be limited to."""

from mediahub.accounts.cli.user_commands import user_commands
from mediahub.recordings.user_removal import REMOVAL_STEPS
from mediahub.shows.service import list_shows

commands = user_commands(list_shows, REMOVAL_STEPS)
