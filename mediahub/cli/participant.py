"""`mediahub participant`: its commands, and those of features that know participants."""

from mediahub.participants.commands import commands
from mediahub.recordings.privacy_commands import data

__all__ = ["commands"]

commands.command("data")(data)
