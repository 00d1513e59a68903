"""What single words are: titles, demonyms, names whose label the guideline settles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from parley.knowledge import shipped

_LISTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
_COUNTRIES = [actor for actor in shipped().actors.values() if actor.type == "country"]

PARTICLES = frozenset({"al", "bin", "de", "el"})
ARTICLES = frozenset({"the", "a", "an"})
TITLES = frozenset(_LISTS["titles"])
ADDRESS = frozenset(_LISTS["forms_of_address"])
COUNTRIES = frozenset(name for actor in _COUNTRIES for name in (actor.name, *actor.aliases))
_ADJECTIVES = [name.lower().split() for actor in _COUNTRIES for name in actor.adjective]
COMPASS = frozenset(_LISTS["compass"]).union(*(name[:-1] for name in _ADJECTIVES))  # what may begin a demonym
DEMONYMS = frozenset(_LISTS["demonyms"]) | {name[-1] for name in _ADJECTIVES} - {"us", "u.s.", "uk", "u.k."}
SMALL = frozenset(_LISTS["small"])
NO_BODIES = frozenset(_LISTS["no_bodies"])
COMMON = frozenset(_LISTS["common"])
NO_NAMES = frozenset(_LISTS["no_names"])
SETTLED: dict[str, str] = {name: label for label, found in _LISTS["settled"].items() for name in found}


def before_person(token: str) -> bool:
    """No part of a person's name that it stands before: a title, an article, a demonym."""
    return token.lower() in TITLES or demonym((token,))


def demonym(tokens: tuple[str, ...]) -> bool:
    """All the words together say only where somebody or something is from: "Iraqi", "South Korean"."""
    lower = [token.lower() for token in tokens]
    return lower[-1] in DEMONYMS and all(word in DEMONYMS or word in COMPASS for word in lower)
