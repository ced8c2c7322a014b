"""`mediahub mail`: its commands, given the mails and the wordings of all features."""

from mediahub import worker
from mediahub.mail.commands import mail_commands
from mediahub.webcasts.cli.mail_text_commands import text_commands

commands = mail_commands(worker.TEMPLATES)
commands.add_typer(text_commands(worker.WORDINGS), name="text")
