"""The services that podcast:block may name.

Source: serviceslugs.txt of Podcastindex-org/podcast-namespace, today's slugs and earlier ones.
"""

_SERVICES = """
acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout captivate castopod
castos facebook fireside fyyd google gpodder hypercatcher itunes kasts libsyn mastodon megafono
megaphone musicindex omnystudio overcast paypal pinecast podbean podcastaddict podcastguru
podcastindex podcasts podcasts.com podchaser podcloud podfriend podiant podigee podnews podomatic
podserve podverse redcircle relay relayfm resonate resonaterecordings rss rss.com shoutengine
simplecast slack soundcloud spotify spreaker tiktok transistor twitter whooshkaa youtube zencast
"""
SERVICES = frozenset(_SERVICES.split())
