"""The list of every feature's commands, in the order in which `mediahub --help` shows them."""

from mediahub.cli.lazy import LazyCommand

COMMANDS = [
    LazyCommand(
        "purge",
        "mediahub.recordings.cli.purge_commands:purge",
        "Remove now what the worker removes by and by, and show the proof.",
    ),
    LazyCommand(
        "search",
        "mediahub.search.commands:search",
        "Find the passages where something was said or written, best first.",
    ),
    LazyCommand(
        "reindex",
        "mediahub.search.commands:reindex",
        "Make the search index anew from the database; meanwhile the old one answers.",
    ),
    LazyCommand(
        "init",
        "mediahub.cli.installation:init",
        "Make the data folder, its secret key and the tables; on an old database, bring it up.",
    ),
    LazyCommand(
        "demo",
        "mediahub.cli.installation:fill_demo",
        "Fill an empty installation with a show, its episodes, webcasts, and a recording to watch.",
    ),
    LazyCommand(
        "serve",
        "mediahub.cli.serve:serve",
        "Serve the site and do the jobs, until SIGTERM; requests in flight are finished.",
    ),
    LazyCommand(
        "worker",
        "mediahub.cli.worker:work",
        "Do the jobs, until SIGTERM; the job in hand is finished.",
    ),
    LazyCommand(
        "doctor",
        "mediahub.cli.doctor:doctor",
        "Tell of every part whether it works; exit 1 if one does not.",
    ),
    LazyCommand("show", "mediahub.shows.commands:commands", "Shows."),
    LazyCommand("episode", "mediahub.episodes.cli.commands:commands", "Episodes."),
    LazyCommand(
        "transcript",
        "mediahub.episodes.cli.transcript_commands:commands",
        "Transcripts: what is said, and corrections.",
    ),
    LazyCommand("feed", "mediahub.syndication.commands:commands", "Feeds."),
    LazyCommand(
        "participant",
        "mediahub.cli.participant:commands",
        "Participants of webcasts and series.",
    ),
    LazyCommand(
        "member", "mediahub.participants.cli.member_commands:commands", "Members of networks."
    ),
    LazyCommand("media", "mediahub.media.commands:commands", "Stored files."),
    LazyCommand("webcast", "mediahub.webcasts.cli.commands:commands", "Webcasts."),
    LazyCommand(
        "series",
        "mediahub.webcasts.cli.series_commands:commands",
        "Series: web courses of several webcasts.",
    ),
    LazyCommand(
        "network",
        "mediahub.webcasts.cli.network_commands:commands",
        "Networks, whose members meet on the web.",
    ),
    LazyCommand(
        "recording",
        "mediahub.recordings.cli.commands:commands",
        "Recordings of webcasts, and their window.",
    ),
    LazyCommand(
        "window", "mediahub.recordings.cli.purge_commands:commands", "Windows of recordings."
    ),
    LazyCommand("person", "mediahub.people.commands:commands", "People who are credited."),
    LazyCommand(
        "newsletter",
        "mediahub.newsletter.cli.commands:commands",
        "Newsletters. Without a command: print what one of now, or of a period, would say.",
    ),
    LazyCommand("user", "mediahub.cli.user:commands", "Users of the studio."),
    LazyCommand("audit", "mediahub.accounts.cli.audit_commands:commands", "The audit log."),
    LazyCommand(
        "mail", "mediahub.cli.mail:commands", "The outbox: mail to participants and staff."
    ),
    LazyCommand(
        "sendout",
        "mediahub.sendouts.commands:commands",
        "Mail to everyone who may watch a recording.",
    ),
]
