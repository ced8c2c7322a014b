"""The table of stored files: what they are, where their bytes lie, and who may fetch them when."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base
from mediahub.jobs.attempts import Attempted
from mediahub.media.waveform import outline


class MediaRole(StrEnum):
    """What a file is to the thing that it belongs to."""

    ORIGINAL = "original"
    CONVERTED = "converted"
    NORMALISED = "normalised"
    ENCLOSURE = "enclosure"
    IMAGE = "image"
    TRANSCRIPT = "transcript"
    DOCUMENT = "document"
    RECORDING = "recording"
    POSTER = "poster"


class MediaState(StrEnum):
    """How far the work on a file has come: bytes are in, facts are complete, or it went wrong."""

    UPLOADED = "uploaded"
    READY = "ready"
    FAILED = "failed"


class MediaFile(Attempted, Base):
    """One stored file. Its bytes never change; another version is another row.

    Anyone may fetch it while `opens_at <= now < closes_at`; without `opens_at` nobody may, except
    by a link that a gate has signed. `removed_at` is when its bytes were seen to be gone. Whoever
    asks for one that was `replaced_by` another is led on to that.
    `peaks` are what `media.peaks` reads, empty when it cannot be had, None until it is.
    """

    __tablename__ = "media_files"

    key: Mapped[str] = mapped_column(String(300), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    role: Mapped[MediaRole]
    state: Mapped[MediaState] = mapped_column(index=True)
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    source: Mapped["MediaFile | None"] = relationship(
        remote_side="MediaFile.id", foreign_keys=source_id
    )
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    replaced_by: Mapped["MediaFile | None"] = relationship(
        remote_side="MediaFile.id", foreign_keys=replaced_by_id
    )

    duration_seconds: Mapped[float | None]
    bitrate: Mapped[int | None]
    channels: Mapped[int | None]
    sample_rate: Mapped[int | None]
    tags: Mapped[dict[str, Any] | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    loudness_lufs: Mapped[float | None]
    true_peak_dbtp: Mapped[float | None]
    loudness_range_lu: Mapped[float | None]
    # Two kilobytes that only the studio draws: every other page and feed does without.
    peaks: Mapped[bytes | None] = mapped_column(deferred=True)

    is_normalised_wanted: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[float | None]
    failure: Mapped[str | None] = mapped_column(String(500))

    @property
    def waveform(self) -> str:
        """Its picture as the path of an SVG, 600 wide and 100 high; "" while there is none."""
        return outline(self.peaks or b"")


class Deletion(Base):
    """That a file's bytes are to go, what came of trying, and the proof that they went.

    The size and SHA-256 tell what it was; `confirmed_at` is when the store no longer had it.
    """

    __tablename__ = "deletions"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_files.id"), unique=True)
    media: Mapped[MediaFile] = relationship(lazy="joined", innerjoin=True)
    reason: Mapped[str] = mapped_column(String(100))
    wanted_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(500))
    confirmed_at: Mapped[datetime | None]


class Purpose(StrEnum):
    """What an upload is for, which decides how it is looked at and what becomes of it.

    A `FILE` becomes no media of its own: whoever asked for it reads it, and it goes after a while.
    """

    AUDIO = "audio"
    RECORDING = "recording"
    DOCUMENT = "document"
    FILE = "file"


class UploadState(StrEnum):
    """How far an upload has come: parts arrive, all are in and looked at, or it ended."""

    SENDING = "sending"
    SENT = "sent"
    READY = "ready"
    FAILED = "failed"
    ABORTED = "aborted"


class Upload(Attempted, Base):
    """A file that a user sends in parts, to the store's own upload `store_id`, under `key`.

    `digests` are the SHA-256 of parts by number, as the sender's browser computed them.
    `last_part_at` is when links for parts were last given, `taken_at` when a page put the file to
    use. Times, `worked_at` and `failure` are for the work on it as for that on a MediaFile.
    """

    __tablename__ = "uploads"

    filename: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    content_type: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(300), unique=True)
    store_id: Mapped[str] = mapped_column(String(1000))
    digests: Mapped[dict[str, Any]] = mapped_column(default=dict)
    purpose: Mapped[Purpose]
    state: Mapped[UploadState] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100), index=True)
    created_at: Mapped[datetime]
    last_part_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    progress: Mapped[float | None]
    failure: Mapped[str | None] = mapped_column(String(500))
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    media: Mapped[MediaFile | None] = relationship()
