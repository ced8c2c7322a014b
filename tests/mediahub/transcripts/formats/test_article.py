"""From cues to paragraphs that can be read."""

from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.article import LONGEST_PARAGRAPH, Paragraph, Sentence, article


def cue(start: float, text: str, speaker: str = "") -> Cue:
    return Cue(round(start * 1000), round(start * 1000) + 1000, speaker, text)


def test_a_sentence_over_two_cues_is_one_and_starts_with_the_first() -> None:
    told = article([cue(1, "Vad gör"), cue(2, "råden?"), cue(3, "Mycket.")])
    assert told == (Paragraph("", (Sentence(1, "Vad gör råden?"), Sentence(3, "Mycket."))),)


def test_a_speaker_begins_a_paragraph() -> None:
    told = article([cue(0, "Hej.", "Nils"), cue(1, "Hej.", "Anders"), cue(2, "Så.", "Anders")])
    assert [(part.speaker, part.start) for part in told] == [("Nils", 0), ("Anders", 1)]


def test_a_long_turn_is_parted_and_its_speaker_is_told_once() -> None:
    told = article([cue(at, "Ord " * 50 + "slut.", "Nils") for at in range(8)])
    assert [part.speaker for part in told] == ["Nils", "", ""]


def test_words_without_an_end_are_kept() -> None:
    assert article([cue(0, "och sedan")]) == (Paragraph("", (Sentence(0, "och sedan"),)),)


def test_nothing_said_is_no_article() -> None:
    assert article([cue(0, ""), cue(1, "")]) == ()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text("xy .", max_size=300)), max_size=12))
def test_no_word_is_lost_or_added(said: list[tuple[str, str]]) -> None:
    cues = [cue(at, " ".join(text.split()), speaker) for at, (speaker, text) in enumerate(said)]
    told = article(cues)
    read = " ".join(sentence.text for part in told for sentence in part.sentences)
    assert read.split() == " ".join(one.text for one in cues).split()
    longest = max((sum(len(s.text) for s in part.sentences[:-1]) for part in told), default=0)
    assert longest <= LONGEST_PARAGRAPH
