"""Where a public file is found."""

from mediahub.media.models import MediaFile


def media_url(origin: str, file: MediaFile) -> str:
    """`/media/{id}/{file-name}`: lasting, and new when the bytes are."""
    return f"{origin}/media/{file.id}/{file.filename}"
