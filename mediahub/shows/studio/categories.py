"""Apple's categories in Swedish, for people who choose one; feeds always say the English name.

The names in English are those of `feeds.categories`; the Swedish ones are ours.
"""

from collections.abc import Sequence

from feeds.categories import CATEGORIES

_SWEDISH = """
Arts = Konst och kultur
Books = Böcker
Design = Formgivning
Fashion & Beauty = Mode och skönhet
Food = Mat
Performing Arts = Scenkonst
Visual Arts = Bildkonst
Business = Näringsliv
Careers = Karriär
Entrepreneurship = Entreprenörskap
Investing = Investeringar
Management = Ledarskap
Marketing = Marknadsföring
Non-Profit = Ideell verksamhet
Comedy = Humor
Comedy Interviews = Humorintervjuer
Improv = Improvisation
Stand-Up = Ståuppkomik
Education = Utbildning
Courses = Kurser
How To = Gör så här
Language Learning = Språk
Self-Improvement = Personlig utveckling
Fiction = Fiktion
Comedy Fiction = Komisk fiktion
Drama = Drama
Science Fiction = Science fiction
Government = Offentlig förvaltning
Health & Fitness = Hälsa och träning
Alternative Health = Alternativ hälsa
Fitness = Träning
Medicine = Medicin
Mental Health = Psykisk hälsa
Nutrition = Kost
Sexuality = Sexualitet
History = Historia
Kids & Family = Barn och familj
Education for Kids = Lärande för barn
Parenting = Föräldraskap
Pets & Animals = Husdjur och djur
Stories for Kids = Berättelser för barn
Leisure = Fritid
Animation & Manga = Animation och manga
Automotive = Bilar och motor
Aviation = Flyg
Crafts = Hantverk
Games = Spel
Hobbies = Hobbyer
Home & Garden = Hem och trädgård
Video Games = Datorspel
Music = Musik
Music Commentary = Musikkommentarer
Music History = Musikhistoria
Music Interviews = Musikintervjuer
News = Nyheter
Business News = Ekonominyheter
Daily News = Dagliga nyheter
Entertainment News = Nöjesnyheter
News Commentary = Nyhetskommentarer
Politics = Politik
Sports News = Sportnyheter
Tech News = Tekniknyheter
Religion & Spirituality = Religion och andlighet
Buddhism = Buddhism
Christianity = Kristendom
Hinduism = Hinduism
Islam = Islam
Judaism = Judendom
Religion = Religion
Spirituality = Andlighet
Science = Vetenskap
Astronomy = Astronomi
Chemistry = Kemi
Earth Sciences = Geovetenskap
Life Sciences = Biovetenskap
Mathematics = Matematik
Natural Sciences = Naturvetenskap
Nature = Natur
Physics = Fysik
Social Sciences = Samhällsvetenskap
Society & Culture = Samhälle och kultur
Documentary = Dokumentär
Personal Journals = Personliga berättelser
Philosophy = Filosofi
Places & Travel = Platser och resor
Relationships = Relationer
Sports = Sport
Baseball = Baseboll
Basketball = Basket
Cricket = Kricket
Fantasy Sports = Fantasysport
Football = Amerikansk fotboll
Golf = Golf
Hockey = Ishockey
Rugby = Rugby
Running = Löpning
Soccer = Fotboll
Swimming = Simning
Tennis = Tennis
Volleyball = Volleyboll
Wilderness = Friluftsliv
Wrestling = Brottning
Technology = Teknik
True Crime = Sanna brott
TV & Film = Tv och film
After Shows = Eftersnack
Film History = Filmhistoria
Film Interviews = Filmintervjuer
Film Reviews = Filmrecensioner
TV Reviews = Tv-recensioner
"""
SWEDISH = dict(line.split(" = ") for line in _SWEDISH.strip().splitlines())

Choice = tuple[str, str]


def choices(language: str) -> Sequence[Choice]:
    """Every category as it is sent ("News > Politics") and as people read it, in that order.

    Those below another stand after it, with it before their name.
    """
    return [
        (" > ".join(path), " › ".join(_named(name, language) for name in path))
        for top, below in CATEGORIES.items()
        for path in [(top,), *((top, sub) for sub in below)]
    ]


def _named(name: str, language: str) -> str:
    return SWEDISH[name] if language == "sv" else name
