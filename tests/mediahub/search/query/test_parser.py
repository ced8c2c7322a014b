"""The query language: what is typed, as clauses and filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.search.query.parser import MOST_WORDS, Atom, Clause, Filter, FilterName, Kind, parse
from mediahub.text_limits import LONGEST_QUERY


def word(text: str) -> Clause:
    return Clause((Atom(text),))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("två ord", (word("två"), word("ord"))),
        ("två OR tre ord", (Clause((Atom("två"), Atom("tre"))), word("ord"))),
        ("ett ELLER två | tre", (Clause((Atom("ett"), Atom("två"), Atom("tre"))),)),
        ("ett AND två", (word("ett"), word("två"))),
        ("-ord", (Clause((Atom("ord"),), is_negated=True),)),
        ("−ord", (Clause((Atom("ord"),), is_negated=True),)),
        ("e-tjänst", (word("e-tjänst"),)),
        ("med*", (Clause((Atom("med", Kind.PREFIX),)),)),
        ("m*", (word("m"),)),
        ("”två ord”", (Clause((Atom("två ord", Kind.PHRASE),)),)),
        ('"två ord', (Clause((Atom("två ord", Kind.PHRASE),)),)),
        ('-"två ord"', (Clause((Atom("två ord", Kind.PHRASE),), is_negated=True),)),
        ("OR ord", (word("ord"),)),
        ("ord OR", (word("ord"),)),
        ("ett OR -två", (word("ett"), Clause((Atom("två"),), is_negated=True))),
        ("NOT ord", (Clause((Atom("ord"),), is_negated=True),)),
        ("ett NOT två tre", (word("ett"), Clause((Atom("två"),), is_negated=True), word("tre"))),
        ("ett AND NOT två", (word("ett"), Clause((Atom("två"),), is_negated=True))),
        ("NOT -ord", (Clause((Atom("ord"),), is_negated=True),)),
        ("not ord", (word("not"), word("ord"))),
        ("NOT", ()),
        ("tid:12", (word("tid"), word("12"))),
        ("person:", (word("person:"),)),
        ("\0\t*", ()),
    ],
)
def test_clauses(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse(text).clauses == clauses


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("person:Öberg", (Filter(FilterName.PERSON, "öberg"),)),
        ('Person:"Åsa  Öberg"', (Filter(FilterName.PERSON, "åsa öberg"),)),
        ("roll:gäst", (Filter(FilterName.ROLE, "gäst"),)),
        ("ämne:skola", (Filter(FilterName.TOPIC, "skola"),)),
        ("a\u0308mne:skola", (Filter(FilterName.TOPIC, "skola"),)),
        ("amne:skola", (Filter(FilterName.TOPIC, "skola"),)),
        ("-år:2023", (Filter(FilterName.YEAR, "2023", is_negated=True),)),
        ("NOT år:2023", (Filter(FilterName.YEAR, "2023", is_negated=True),)),
        ("ar:2021-2023", (Filter(FilterName.YEAR, "2021-2023"),)),
        ("typ:webbsändning", (Filter(FilterName.TYPE, "webbsändning"),)),
        ('person:""', ()),
    ],
)
def test_filters(text: str, filters: tuple[Filter, ...]) -> None:
    query = parse(text)
    assert (query.filters, query.clauses) == (filters, ())


def test_long_query_is_cut_and_told() -> None:
    query = parse("a" * (LONGEST_QUERY + 1))
    assert query.clauses == (word("a" * LONGEST_QUERY),)
    assert [remark.values for remark in query.remarks] == [{"longest": LONGEST_QUERY}]


def test_many_words_are_cut_and_told() -> None:
    query = parse("a OR b " * MOST_WORDS)
    assert sum(len(clause.atoms) for clause in query.clauses) == MOST_WORDS
    assert [remark.values for remark in query.remarks] == [{"most": MOST_WORDS}]


@pytest.mark.parametrize("text", ['"', 'person:""', "\0 *", "“”", "-", "- -", "NOT", "NOT -"])
def test_a_query_without_words_is_told(text: str) -> None:
    (remark,) = parse(text).remarks
    assert remark.sentence == "“{text}” holds no word to search for."


def test_a_filter_without_a_value_is_told() -> None:
    assert [str(remark) for remark in parse("Person: öberg").remarks] == [
        "“Person:” says nothing alone. Write what you look for right after it."
    ]
    assert parse(" ").remarks == parse("tid: 12").remarks == ()


@given(st.text())
def test_anything_is_a_query(text: str) -> None:
    query = parse(text)
    assert len(query.clauses) <= MOST_WORDS
    assert all(clause.atoms for clause in query.clauses)
