"""A draft made of an upload, other audio, pictures and transcripts, and what the audio brings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediahub.accounts.models import Role, User
from mediahub.hub import Hub
from mediahub.media.jobs import process
from mediahub.media.models import Purpose
from tests.factories import make_user
from tests.mediahub.episodes.studio_desk import EPISODES, producer, the_episode, upload
from tests.mediahub.media.sounds import COVER, TITLED, sound
from tests.mediahub.studio import Member, at_work, said
from tests.studio_setup import SLUG, TEXT, add_draft, add_show

NEW = f"{EPISODES}/nytt"


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def test_a_draft_of_an_upload(studio: Hub, user: User, member: Member, mp3: Path) -> None:
    add_draft(studio, mp3, title="Förra", number=97, season=None)
    sent = upload(studio, user, mp3, name="Nytt_avsnitt-om skolan.mp3")
    answer = member.post(NEW, {"upload": sent, "title": "", "show": SLUG})
    draft = the_episode(studio, "Nytt avsnitt om skolan")
    assert answer.headers["location"] == f"{EPISODES}/{draft.id}?klart=utkast-skapat"
    assert (draft.number, draft.slug) == (98, "98-nytt-avsnitt-om-skolan")
    process(studio, draft.audio_id)
    facts = said(member.get(f"{EPISODES}/{draft.id}"), "#ljudfakta dt")
    assert facts == ["Length", "Size", "Bit rate", "Loudness"]
    again = member.post(NEW, {"upload": sent, "title": "Tryckt två gånger"})
    assert again.headers["location"] == answer.headers["location"]
    other = {"upload": upload(studio, user, mp3), "title": "#98 - Taget"}
    assert said(member.post(NEW, other), ".wrong li") == [
        "Number 98 is taken by “Nytt avsnitt om skolan”."
    ]


def test_no_draft(member: Member) -> None:
    for form, wrong in [
        ({}, "Send the file first."),
        ({"upload": "x"}, "Send the file first."),
        ({"show": "annan"}, "Choose which show the episode belongs to."),
    ]:
        answer = member.post(NEW, form)
        assert (answer.status_code, said(answer, ".wrong li")) == (422, [wrong])


def test_only_in_shows_that_one_may_edit(studio: Hub, user: User, mp3: Path) -> None:
    add_show(studio, slug="annan", title="Annan")
    limited = producer(studio, only="annan")
    theirs, own = upload(studio, user, mp3), upload(studio, limited, mp3)
    with at_work(studio, limited) as other:
        assert said(other.get(NEW), "select[@name='show']") == []
        assert other.post(NEW, {"upload": own, "show": SLUG}).status_code == 422
        assert said(other.post(NEW, {"upload": theirs}), ".wrong li") == [
            "There is no such upload. It has been cancelled or given up."
        ]
        assert other.post(NEW, {"upload": own}).status_code == 303
    assert the_episode(studio).show.slug == "annan"
    with studio.writing() as db:
        nowhere = make_user(db, is_limited=True)
    with at_work(studio, nowhere) as idle:
        assert said(idle.get(NEW), ".empty") == [
            "There is no show that you may add episodes to. Ask an administrator."
        ]
        assert idle.post(NEW, {"upload": own}).status_code == 422
    with at_work(studio, producer(studio, Role.STAFF)) as staff:
        assert staff.get(NEW).status_code == 403
        assert "New episode" not in staff.get(EPISODES).text


def test_what_the_file_brings_is_taken_over(
    studio: Hub, user: User, member: Member, tmp_path: Path
) -> None:
    file = tmp_path / "avsnitt.mp3"
    file.write_bytes(sound(".mp3", *TITLED))
    path = f"{EPISODES}/{add_draft(studio, file, title='Eget').id}"
    assert said(member.get(path), ".offers p") == ["Title: “Kommunala råd”"]
    member.post(f"{path}/fran-filen", {"what": "title"})
    assert the_episode(studio).title == "Kommunala råd"
    answer = member.post(f"{path}/fran-filen", {"what": "chapters"})
    assert said(answer, "#ljud .wrong") == ["The file “avsnitt.mp3” does not bring that."]
    assert said(member.post(f"{path}/fran-filen", {"what": "cover"}), "#ljud .wrong") != []


def test_other_audio_picture_and_transcript(
    studio: Hub, user: User, member: Member, mp3: Path, tmp_path: Path
) -> None:
    draft = add_draft(studio, mp3)
    path = f"{EPISODES}/{draft.id}"
    member.post(f"{path}/ljud", {"ljud": upload(studio, user, mp3)})
    assert the_episode(studio).audio_id != draft.audio_id
    member.post(f"{path}/normalisering", {"wanted": "1"})
    assert the_episode(studio).audio.is_normalised_wanted
    picture = upload(studio, user, COVER, Purpose.FILE)
    member.post(f"{path}/omslag", {"omslag": picture})
    image = the_episode(studio).image
    assert image is not None
    assert (image.width, image.height) == (3000, 3000)
    member.post(f"{path}/utan-omslag", {})
    assert the_episode(studio).image is None
    words = tmp_path / "97.vtt"
    words.write_bytes(TEXT)
    sent = upload(studio, user, words, Purpose.FILE)
    member.post(f"{path}/transkript", {"transkript": sent, "language": "sv"})
    assert [held.transcript.language for held in the_episode(studio).transcripts] == ["sv"]
    page = member.get(path)
    assert said(page, "#transkript .rows a") == ["Correct it (sv)"]


def test_wrong_files_are_told_where_they_were_sent(
    studio: Hub, user: User, member: Member, mp3: Path
) -> None:
    path = f"{EPISODES}/{add_draft(studio, mp3).id}"
    sound_file = upload(studio, user, mp3, Purpose.FILE)
    for part in ("omslag", "transkript"):
        answer = member.post(f"{path}/{part}", {part: sound_file})
        assert answer.status_code == 422
        assert len(said(answer, f"#{part} .wrong")) == 1
    answer = member.post(f"{path}/ljud", {"ljud": sound_file})
    assert said(answer, "#ljud .wrong") == ["“ton.mp3” was sent for something else."]
    assert member.post(f"{path}/transkribera", {}).status_code == 422


def test_back_from_the_plain_form(studio: Hub, user: User, member: Member, mp3: Path) -> None:
    path = f"{EPISODES}/{add_draft(studio, mp3).id}"
    sent = upload(studio, user, mp3)
    page = member.get(path, till="ljud", upload=sent)
    assert page.text.count(f'name="ljud" value="{sent}" form="byt-ljud"') == 1
    assert f'value="{sent}" form="nytt"' in member.get(NEW, upload=sent).text
