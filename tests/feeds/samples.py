"""A show with everything a feed can say, and nothing to complain of."""

from datetime import UTC, date, datetime
from decimal import Decimal

from feeds.model import (
    AlternateEnclosure,
    Block,
    Channel,
    Chapter,
    ContentLink,
    Enclosure,
    Funding,
    Image,
    Integrity,
    Item,
    License,
    LiveItem,
    Location,
    Person,
    RemoteItem,
    Season,
    Soundbite,
    Source,
    Trailer,
    Transcript,
    Txt,
    UpdateFrequency,
)

SITE = "https://poddar.example"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

ANNA = Person("Anna Värd", href=f"{SITE}/anna", img=f"{SITE}/anna.jpg")
BO = Person("Bo Gäst", role="guest", href=f"{SITE}/bo")
TEKLA = Person("Tekla Ljud", role="audio engineer", group="audio production")

COVER = Image(
    f"{SITE}/omslag.jpg",
    alt="Två pratbubblor över en karta",
    width=3000,
    height=3000,
    type="image/jpeg",
    size_bytes=400_000,
    mode="RGB",
)
BANNER = Image(
    f"{SITE}/banner.png",
    alt="Bred bild",
    width=3200,
    height=800,
    type="image/png",
    purpose=("banner", "social"),
    aspect_ratio="4/1",
)

EPISODE = Item(
    guid="8f7a4c1e-0d4a-4d1b-9d6c-5b1f9f0a9701",
    title="Kommunala råd & <samråd>",
    published_at=NOON,
    enclosure=Enclosure(f"{SITE}/media/97/kommunala-rad.mp3", 12_345_678, "audio/mpeg"),
    link=f"{SITE}/demokratiresan/97-kommunala-rad",
    description="<p>Vad gör <strong>råden</strong>?</p>",
    content='<h2>Om råden</h2><p>Mer <a href="https://skr.se/">här</a>.</p>',
    summary="Vad gör råden?",
    author="SKR",
    updated_at=datetime(2026, 3, 15, 8, 30, tzinfo=UTC),
    duration=1801.4,
    number=97,
    number_display="Nr 97",
    season=Season(4, "Delaktighet"),
    explicit=False,
    image=COVER,
    images=(BANNER,),
    topics=("demokrati", "råd"),
    persons=(BO, TEKLA),
    transcripts=(
        Transcript(f"{SITE}/t/97.vtt", "text/vtt", "sv", "captions"),
        Transcript(f"{SITE}/t/97.html", "text/html", "sv"),
    ),
    chapters_url=f"{SITE}/c/97.json",
    chapters=(
        Chapter(0, "Inledning"),
        Chapter(62.5, "Råden", url="https://skr.se/rad", img=f"{SITE}/k.jpg"),
        Chapter(90, toc=False),
        Chapter(1234.567, "Avslutning", end=1800),
    ),
    soundbites=(Soundbite(73, 60.25, "Därför råd"),),
    locations=(Location("Stockholm", "creator", "geo:59.3251,18.0711", "R398021", "se"),),
    license=License("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    alternates=(
        AlternateEnclosure(
            "video/mp4",
            (Source(f"{SITE}/v/97.mp4"), Source("ipfs://bafy", "video/mp4")),
            length=99_000_000,
            bitrate=681_483.55,
            height=1080,
            lang="sv",
            title="Video",
            rel="video",
            codecs="avc1.64001f,mp4a.40.2",
            default=True,
            integrity=Integrity("sri", "sha384-abc"),
        ),
    ),
    content_links=(ContentLink("https://video.example/97", "Se avsnittet"),),
    funding=(Funding(f"{SITE}/stod", "Stöd avsnittet"),),
    txt=(Txt("true", "ai-content"),),
)
OLDER = Item(
    guid="8f7a4c1e-0d4a-4d1b-9d6c-5b1f9f0a9600",
    title="Agenda 2030",
    published_at=datetime(2026, 2, 1, 6, 0, tzinfo=UTC),
    enclosure=Enclosure(f"{SITE}/media/96/agenda.m4a", 5_000, "audio/x-m4a"),
    link=f"{SITE}/demokratiresan/96",
    description="<p>Målen.</p>",
    duration=300,
    number=Decimal("96.5"),
    persons=(Person("Cecilia Egen"), BO),
    transcripts=(Transcript(f"{SITE}/t/96.txt", "text/plain"),),
)
LIVE = LiveItem(
    item=Item(
        guid="live-1",
        title="Direktsänt",
        published_at=NOON,
        enclosure=Enclosure(f"{SITE}/live.mp3", 312, "audio/mpeg"),
        content_links=(ContentLink(f"{SITE}/live", "Se direkt"),),
    ),
    status="pending",
    start=NOON,
    end=datetime(2026, 3, 14, 13, 30, tzinfo=UTC),
)

CHANNEL = Channel(
    title="Demokratiresan",
    link=f"{SITE}/demokratiresan",
    description="<p>En podd om <em>demokrati</em> &amp; delaktighet.</p>",
    language="sv",
    self_url=f"{SITE}/feeds/demokratiresan.xml",
    json_url=f"{SITE}/feeds/demokratiresan.json",
    hub_url="https://hub.example/",
    image=COVER,
    images=(BANNER,),
    categories=(("Government",), ("News", "Politics"), ("Society & Culture",)),
    explicit=False,
    author="Sveriges Kommuner och Regioner",
    summary="En podd om demokrati.",
    copyright="Sveriges Kommuner och Regioner",
    guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
    locked=True,
    license=License("cc-by-4.0"),
    funding=(Funding(f"{SITE}/stod", "Stöd oss"),),
    persons=(ANNA, Person("Rut Redaktör", "managing editor", "writing")),
    locations=(Location("Sverige", "subject", country="se"),),
    txt=(Txt("05124", "applepodcastsverify"),),
    update_frequency=UpdateFrequency(
        "Varannan vecka", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=10", date(2026, 1, 8)
    ),
    trailers=(
        Trailer("Snart", f"{SITE}/trailer.mp3", NOON, length=1000, type="audio/mpeg", season=4),
    ),
    podroll=(
        RemoteItem(
            "917393e3-1b1e-5cef-ace4-edaa54e1f810", f"{SITE}/andra.xml", "e1", "music", "Andra"
        ),
    ),
    publisher=RemoteItem("003af0a0-6a45-55cf-b765-68e3d349551a", f"{SITE}/feeds/skr.xml"),
    blocks=(Block(), Block(blocked=False, service="apple")),
    uses_podping=True,
    last_build=datetime(2026, 3, 15, 8, 30, tzinfo=UTC),
    generator="MediaHub",
    ttl=60,
    items=(EPISODE, OLDER),
    live_items=(LIVE,),
)
