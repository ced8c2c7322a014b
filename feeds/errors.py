"""The one way in which this package refuses what it is given."""


class FeedError(ValueError):
    """A refusal: an English sentence with `{named}` fields, and their values.

    The caller may translate `sentence` first and fill it in afterwards with `values`.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence.format(**self.values)
