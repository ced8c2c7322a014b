"""Texts that make a careless parser work for ever, each at any length.

Unclosed, nested and crossed tags, quotes, brackets and runs of emphasis; numbered, so that no two
tags are alike; and what is none of that, but long.
"""

from collections.abc import Callable, Mapping

HostileText = Callable[[int], str]


def repeated(pattern: str, before: str = "", after: str = "") -> HostileText:
    """The pattern again and again, up to a number of characters in all."""

    def text(length: int) -> str:
        times = max(length - len(before) - len(after), 0) // len(pattern) + 1
        return (before + pattern * times)[: max(length - len(after), 0)] + after

    return text


def numbered(pattern: str, before: str = "") -> HostileText:
    """The pattern with a number that counts up, so that nothing is said twice."""

    def text(length: int) -> str:
        return (before + "".join(pattern.format(n=n) for n in range(length // 2)))[:length]

    return text


def halves(first: str, second: str, before: str = "") -> HostileText:
    """One pattern to the middle, and another from there on."""

    def text(length: int) -> str:
        return repeated(first, before)(length // 2) + repeated(second)(length - length // 2)

    return text


def growing(pattern: str, end: str, step: str = "") -> HostileText:
    """A pattern once, twice, three times …, each with an end and after a growing beginning."""

    def text(length: int) -> str:
        pieces, size = list[str](), 0
        while size < length:
            pieces.append(step * len(pieces) + pattern * (len(pieces) + (not step)) + end)
            size += len(pieces[-1])
        return "".join(pieces)[:length]

    return text


_ALONE = (
    # Tags: unclosed, unfinished, crossed
    "<", ">", "<a", "<a ", "<a b='", '<a b="', "<a>", "<b>", "<b><i>", "<p><b>", "<b><p>x", "<h1>",
    "<h1>x\n\n", "<h2><a>", "<div>", "<div><i>", "<li>", "<ul><li>", "<table>", "<table><a>",
    "<blockquote>", "<br", "<br ", "<!--", "<!-- -", "<!A ", "<?", "<![CDATA[", "</a>", "</",
    "<a></b>", "<b></z><i>", "<script>", "<style>", "<svg>", "<textarea>", "<select>", "<pre>",
    "<pre>\n", "<a href=x>", "<a href='//x'>x</a>", "<a>x</a>", "<a@b.se>", "<http://a", "]]>",
    "<v ", "<v a>x", "<c.a>", "<00:00:00.000>", "{\\", "{\\b", "<font ", "<cite>", "<time>1",
    "<p>",
    # Markdown
    "[", "]", "![", "[](", "[a](", "[a][", "[a]((", "[a](<", "[a](b '", "[]", "[a]", "[\\", "[a\n",
    "[`", "[*", "*", "_", "_*", "**a ", "a**b", "*a _b ", "*a_ ", "*a **b ", "***", "`", "`` ",
    "\\", "!", "~", "> ", ">", "> a\n", "- ", "- a\n", "-\n", "* * ", "1. ", "1. a\n", "+ a\n\n",
    "# a\n", "a\n=\n", "|a|b|\n", "|", "```\n", "~~~a\n\n", "[a]: b\n", "[a]: <", "[a]: b '",
    "    a\n\n",
    # Entities, quotes, brackets, and what names, times and addresses are made of
    "&", "&amp", "&amp;", "&#", "&#1;", "&#x", "&notin", '"', "'", '"a', '"a" ', "(", ")", "((a",
    "[(", "{", "}", "{a", "{a}", "{\n", ",", ";", ":", "a:", "A:", "a: ", "-", "−", "–", "a-", ".",
    "a.", "www.", "://", "@", "a@", "a@a.", "a.a@", "#", "#1 ", "%", "%25", "%2", "/", "//",
    "\\\\", "=", "+", "person:", "OR ", "-a ", "*a", "a* ", "0", "1:", "00:00 ", "00:00\n",
    "00:00:00", "[00:00", "0:00 A\n", "9.15 a\n", "9.15 a | b; ", "-->", "--> ",
    "00:00:00.000 --> 00:00:00.001\n", "00:00 --> 00:01\n\n", "1\n", "a\n\n", "A b: c\n",
    "A b 00:12\n", "NOTE\n", "x --> y\n", "0" * 32, "a" * 32 + "-",
    # Long, and not what it looks like
    "x", "å", " ", "\t", "\n", "\r\n", "\r", "a ", "a  \n", "a\n", "a b c. D ", "Är. ", "! ",
    "e\u0301", "\u0301", "\u200b", "\u200d", "\u202e", "\u00ad", "\u00a0", "\u2028", "ﬁ", "ß", "İ",
    "\ufdfa", "👩\u200d👧", "🇸🇪", "🇸", "\x01", "\x00", "\ud800", "kommun", "föroreningsskade", "s",
    "gg ",
)  # fmt: skip

# What stands in these is passed over, up to an end that may never come. The spaces are for those
# who take the first characters away.
_SILENT = ("script", "style", "title", "template", "noscript")

PATTERNS: Mapping[str, HostileText] = {
    **{f"</{name} in {name}": repeated(f"</{name}", f"    <{name}>") for name in _SILENT},
    **{f"</{name}, then x": halves(f"</{name}", "x", f"    <{name}>") for name in _SILENT},
    **{f"{pattern!r} ×": repeated(pattern) for pattern in _ALONE},
    # Not at the beginning of a line, where another rule may take it all at once.
    **{f"x {pattern!r} ×": repeated(pattern, "x ") for pattern in _ALONE if pattern[0] in "<[&`"},
    "numbered b in p": numbered("<p><b a{n}>"),
    "numbered i in p, with words": numbered("<p><i a{n}>x"),
    "numbered i in paragraphs": numbered("<p><i a{n}>y\n\n"),
    "numbered b around div": numbered("<b a{n}><div>"),
    "numbered b around div, closed": numbered("<b a{n}><div></b>"),
    "numbered b that ends in another": numbered("<b a{n}<x><p>"),
    "numbered b with a quoted end": numbered('<b a{n}=">"><p>'),
    "numbered a": numbered("<a href=x{n}>"),
    "numbered a in p": numbered("<p><a href=x{n}>y"),
    "numbered attributes": numbered("a{n} ", "<a "),
    "numbered words": numbered("ord{n} "),
    "numbered lines": numbered("rad {n}\n"),
    "numbered definitions": numbered("[a{n}]: b\n"),
    "numbered references": numbered("[a{n}][b{n}]"),
    "numbered cues": numbered("{n}\n00:00:01.000 --> 00:00:02.000\nA{n} B: c\n\n"),
    "numbered fields": numbered("{{a{n}}}"),
    "open, then closed by others": halves("<div>", "</p>"),
    "span, then closed by others": halves("<span>", "</z>", "x "),
    "b, then closed by i": halves("<b>", "</i>", "x "),
    "a, then closed": halves("<a>", "</a>", "x "),
    "open and closed": halves("<b>", "</b>", "x "),
    "brackets that close": halves("[", "]"),
    "parentheses that close": halves("(", ")"),
    "link, then parentheses": halves("[a](", ")"),
    "emphasis, then words": halves("*a ", "b* "),
    "emphasis of two kinds": halves("*a ", "_b "),
    "stars, then underscores": halves("*", "_"),
    "quotes deep": halves(">", "x"),
    "lists deep": halves("- ", "x"),
    "quotes, then lines": halves("> ", "a\n"),
    "spaces, then one word": repeated(" ", "a", "b"),
    "line breaks, then one word": repeated("\n", "a", "b"),
    "a growing list": growing("", "- a\n", "  "),
    "growing runs of backticks": growing("`", " "),
    "growing runs of stars": growing("*", "a "),
    "one tag, long": repeated("a", "<a ", ">"),
    "one comment, long": repeated("-", "<!--", ">"),
    "one quoted attribute, long": repeated("<", '<a b="', '">'),
    "an address, long": repeated("a.", "a@", "a.se"),
    "an address, almost": repeated("a.", "", "@"),
    "a link, almost": repeated("a", "[a](http://", ""),
    "a vtt": repeated("<v A>b", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    "a vtt of tags": repeated("<", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    "a vtt of entities": repeated("&", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    "a vtt of arrows": repeated("-->\n", "WEBVTT\n\n"),
    "an srt": repeated("{\\", "1\n00:00:01,000 --> 00:00:02,000\n"),
    "an srt of fonts": repeated("<font ", "1\n00:00:01,000 --> 00:00:02,000\n"),
}  # fmt: skip
