"""`mediahub participant`: its commands, and those of features that know participants."""

from mediahub.participants.cli.commands import commands
from mediahub.portal.commands import data
from mediahub.recordings.transfers.commands import approve, decline, transfers

__all__ = ["commands"]

commands.command("data")(data)
commands.command("transfers")(transfers)
commands.command("approve")(approve)
commands.command("decline")(decline)
