"""What Parley knows of the world: actors, offices, events, topics, places. YAML under ``knowledge/``, checked on load.

Each entry carries examples; ``tests/test_knowledge.py`` holds the mechanics to them. A folder of ``knowledge/packs/``
is another world in the place of the shipped one; its ``pack.yml`` names the shipped files that hold there too. All that
is about the language and not the world (stance cues, titles, boilerplate) is shipped, and holds everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from parley.errors import KnowledgeError
from parley.models import ActorType, GeoPoint, Model

FOLDER = Path(__file__).parent / "knowledge"
PACKS = FOLDER / "packs"
PACK = "pack.yml"
SHIPPED = "afghanistan"  # the name of FOLDER itself among the packs
# what a pack holds; one file or folder a kind
WORLD = ("actors", "offices.yml", "events.yml", "bodies.yml", "topics.yml", "places.yml")


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | date) else value


# A day, month or year as far as it is known: 2001-09-11, 2001-09, 2001
PartialDate = Annotated[str, BeforeValidator(_text), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class KnownActor(Model):
    """A canonical actor and all the names that mean it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    type: ActorType
    aliases: tuple[str, ...] = ()  # full names and spellings, each enough on its own anywhere
    short: tuple[str, ...] = ()  # surnames, acronyms shared by several: enough only where nothing else in the text fits
    adjective: tuple[str, ...] = ()  # of a country: "Afghan", "Afghans"; never an actor by itself
    seats: tuple[str, ...] = ()  # capitals and buildings that stand for it when they act: "Kabul", "the Kremlin"
    affiliation: str | None = None  # id of the body that this actor belongs to
    since: PartialDate | None = None  # an organisation's founding, a person's birth
    until: PartialDate | None = None  # its end, a person's death
    examples: tuple[str, ...] = Field(min_length=1)  # sentences in which the actor must be found


class Holder(Model):
    """A person in an office; the last day is open while the person holds it."""

    actor: str
    since: PartialDate
    until: PartialDate | None = None


class Office(Model):
    """A post, the words that name it, and who held it when."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str  # the noun alone: "president", "foreign minister"
    of: str | None = None  # actor id of the country or body
    phrases: tuple[str, ...]  # unambiguous descriptions: "Afghan president", "president of Afghanistan"
    holders: tuple[Holder, ...] = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)


class Event(Model):
    """Something that happened on known days, and the words by which texts refer to it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    since: PartialDate
    until: PartialDate | None = None  # the last day, where it took more than one
    phrases: tuple[str, ...] = Field(min_length=1)  # case-insensitive, unambiguous in news
    examples: tuple[str, ...] = Field(min_length=1)


class Body(Model):
    """What a country's adjective and a noun make an actor: "Russian" + "foreign ministry"."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str  # "{adjective} Foreign Ministry"
    type: ActorType
    nouns: tuple[str, ...]  # "foreign ministry", "ministry of foreign affairs"
    examples: tuple[str, ...] = Field(min_length=1)


class Topic(Model):
    """One of the things a claim can be about. ``cues`` are lemma phrases, lower case, that show that a text is."""

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)


class PlaceEntry(Model):
    """A named place with its coordinates."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str  # actor id of the country
    location: GeoPoint


class Pack(Model):
    """What a folder of knowledge is about, and the shipped files that hold there too."""

    name: str
    shares: tuple[str, ...] = ()  # paths below ``knowledge/``: "actors/countries.yml"


class Knowledge(Model):
    """All of it, with what is looked up by id."""

    actors: dict[str, KnownActor]
    offices: tuple[Office, ...]
    events: tuple[Event, ...]
    bodies: tuple[Body, ...]
    topics: dict[str, Topic]
    places: tuple[PlaceEntry, ...]
    version: str  # hash of the files
    language: str = ""  # hash of the files that are not about the world

    def __hash__(self) -> int:
        return hash(self.version)


Entry = TypeVar("Entry", bound=BaseModel)


def rows(path: Path, model: type[Entry]) -> list[Entry]:
    """The entries of one YAML list. Raises ``KnowledgeError`` that names the file, the entry and the field."""
    found = _yaml(path)
    if not isinstance(found, list):
        raise KnowledgeError(f"{path}: expected a list of entries, found {type(found).__name__}")
    return [_entry(path, number, row, model) for number, row in enumerate(found, 1)]


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{path}: {error}") from error


def _entry(path: Path, number: int, row: object, model: type[Entry]) -> Entry:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        name = row.get("id", row.get("name")) if isinstance(row, dict) else row
        raise KnowledgeError(f"{path}: entry {number} ({name}): {field}: {first['msg']}") from error


def folder(name: str) -> Path:
    """The folder of a pack, or one that is named itself. Raises ``KnowledgeError``."""
    packs = {SHIPPED: FOLDER, **{path.parent.name: path.parent for path in sorted(PACKS.glob(f"*/{PACK}"))}}
    found = packs.get(name, Path(name))
    if not found.is_dir():
        raise KnowledgeError(f"{name}: there is no such knowledge; name one of {', '.join(packs)}, or a folder")
    return found


def load(folder: Path = FOLDER) -> Knowledge:
    """Read and check a knowledge folder. Raises ``KnowledgeError``."""
    read = files(folder)
    actors = [actor for path in read if path.parent.name == "actors" for actor in rows(path, KnownActor)]
    if not actors:
        raise KnowledgeError(f"{folder}: no actors; a knowledge folder has them in actors/*.yml")
    language = [path for path in FOLDER.glob("*.yml") if path.name not in WORLD]
    _only_once(actors)
    knowledge = Knowledge(
        actors={actor.id: actor for actor in actors},
        offices=tuple(_all(read, "offices.yml", Office)),
        events=tuple(_all(read, "events.yml", Event)),
        bodies=tuple(_all(read, "bodies.yml", Body)),
        topics={topic.id: topic for topic in _all(read, "topics.yml", Topic)},
        places=tuple(_all(read, "places.yml", PlaceEntry)),
        version=_fingerprint([*language, *read]),
        language=_fingerprint(language),
    )
    return checked(knowledge)


def files(folder: Path) -> tuple[Path, ...]:
    """The files about the world that a folder holds or shares. Raises ``KnowledgeError``."""
    pack = folder / PACK
    shares = _entry(pack, 1, _yaml(pack), Pack).shares if pack.exists() else ()
    if missing := [name for name in shares if not (FOLDER / name).is_file()]:
        raise KnowledgeError(f"{pack}: shares {', '.join(missing)}: the shipped knowledge has no such file")
    own = [path for path in (folder, folder / "actors") for path in sorted(path.glob("*.yml"))]
    found = [path for path in own if path.parent.name in WORLD or path.name in WORLD]
    return (*found, *(FOLDER / name for name in shares))


def place(folder: Path, actor: str) -> tuple[Path, int] | None:
    """The file of a folder that has an actor, and the line of its id."""
    entry = re.compile(rf"\s*(?:-\s+)?(?:\{{\s*)?id:\s*[\"']?{re.escape(actor)}[\"']?\s*(?:,|$)")
    for path in files(folder):
        if path.parent.name == "actors":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if entry.match(line):
                    return path, number
    return None


def _all(read: Iterable[Path], name: str, model: type[Entry]) -> list[Entry]:
    return [entry for path in read if path.name == name and path.parent.name != "actors" for entry in rows(path, model)]


def _fingerprint(paths: Iterable[Path]) -> str:
    """A hash over the names and bytes of files, 12 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(paths, key=lambda path: (path.parent.name, path.name)):
        digest.update(f"{path.parent.name}/{path.name}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _only_once(actors: list[KnownActor]) -> None:
    if twice := [actor for actor, count in Counter(a.id for a in actors).items() if count > 1]:
        raise KnowledgeError(f"actors: ids given twice: {', '.join(sorted(twice))}")


def checked(knowledge: Knowledge) -> Knowledge:
    """The same, where every reference has its entry. Raises ``KnowledgeError``."""
    references = {
        **{f"affiliation of {a.id}": a.affiliation for a in knowledge.actors.values() if a.affiliation},
        **{f"holder of {o.id}": h.actor for o in knowledge.offices for h in o.holders},
        **{f"country or body of {o.id}": o.of for o in knowledge.offices if o.of},
        **{f"country of {p.name}": p.country for p in knowledge.places},
    }
    for what, actor in references.items():
        if actor not in knowledge.actors:
            raise KnowledgeError(f"{what}: no actor has the id {actor!r}")
    return knowledge


@cache
def shipped() -> Knowledge:
    """The knowledge that comes with Parley, loaded once a process."""
    return load()
