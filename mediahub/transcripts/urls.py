"""Where a transcript is found."""

from mediahub.transcripts.models import Transcript


def transcript_url(origin: str, transcript: Transcript, extension: str) -> str:
    """`/transkript/{id}.{vtt|srt|json|html|txt}`: lasting, whatever is corrected."""
    return f"{origin}/transkript/{transcript.id}.{extension}"
