"""What flows between the stages: frozen pydantic models, from the raw article to the two documents of the archive.

source -> RawArticle -> clean -> CleanArticle -> enrich -> EnrichedArticle -> index -> ArticleDocument, ClaimDocument
A stage that cannot go on gives a ``Rejected`` with a named reason instead.

Offsets are in characters of the field that ``part`` names (``title`` or ``text``), end exclusive.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ActorType = Literal[
    "person",
    "government",
    "country",
    "armed-group",
    "party",
    "intergovernmental",
    "media",
    "company",
    "other-organisation",
]
Stance = Literal["support", "oppose", "conditional", "neutral"]
Attribution = Literal["own", "quoted", "reported"]
Modality = Literal["actual", "hypothetical"]
TargetKind = Literal["topic", "actor", "other"]
Part = Literal["title", "text"]
Stage = Literal["read", "clean", "enrich", "index"]
Act = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
]
Precision = Literal["instant", "day", "month", "year", "range", "unknown"]
Basis = Literal["metadata", "url", "dateline", "inferred", "none"]


CRASHED = "crashed"  # the reason of an item that broke a stage: Parley's fault, so it counts as failed, not as rejected


class Model(BaseModel):
    """The base of every data class: immutable, and closed to fields that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RawArticle(Model):
    """One item of a source, decoded but otherwise as it was found."""

    source: str
    source_name: str
    item: str  # its name within the source: a file's path below the folder, a row's id
    origin: str  # where it was read: a path, or "-" for standard input
    content: str
    kind: Literal["text", "html"] = "text"
    encoding: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  # as the source says it, not parsed yet
    language: str | None = None


class Rejected(Model):
    """An item that a stage could not take further: why, and what was dropped."""

    source: str
    item: str
    origin: str
    stage: Stage
    reason: str  # a short fixed name: "empty", "binary", "too-large"
    detail: str
    dropped: str | None = None  # the text of it, where nothing else keeps that: a line of standard input


class Removed(Model):
    """A stretch of the raw text that cleaning took out, in its order."""

    text: str
    reason: str  # "comment-notice", "caption", "repeated-title", ...
    rule: str  # the rule that decided


class DateEvidence(Model):
    """One sentence or field that bounds the day of publication, or that was considered and ignored."""

    rule: str  # "office", "event", "years-after", "metadata", ...
    text: str  # the sentence or field that shows it
    earliest: date | None = None
    latest: date | None = None
    used: bool = True
    why: str = ""  # what the bound rests on, or why it was ignored


class Published(Model):
    """When an article was published: a closed interval of days, either end open where nothing is known."""

    at: datetime | None = None  # only where the interval is one day
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = "unknown"
    basis: Basis = "none"
    evidence: tuple[DateEvidence, ...] = ()


class CleanArticle(Model):
    """The article without the page around it. ``text`` is what evidence offsets point into."""

    id: str  # hash of the canonical URL, else of the canonical title and text
    source: str
    source_name: str
    item: str
    title: str  # "" where the article has none
    text: str  # paragraphs separated by one blank line
    language: str  # ISO 639-1
    language_confidence: float = Field(ge=0, le=1)
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    content_hash: str  # of the folded words of the text alone: equal for verbatim copies
    published: Published = Published()


class Mention(Model):
    """A stretch of title or text that means an actor."""

    actor: str  # id
    surface: str
    part: Part
    start: int
    end: int
    how: str  # the evidence of the link: "alias", "surname", "office", "seat", "pronoun", "ner", ...


class Actor(Model):
    """An actor of one article: a canonical one of the knowledge, or a local one whose id starts with ``local:``."""

    id: str
    name: str
    type: ActorType
    surfaces: tuple[str, ...]


class GeoPoint(Model):
    """Degrees, WGS 84."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Place(Model):
    """A place that the article names."""

    name: str
    location: GeoPoint | None = None


class Claim(Model):
    """In this article, ``actor`` takes ``stance`` toward ``target``, and ``sentence`` shows it."""

    actor: str  # id
    actor_name: str
    actor_type: ActorType
    stance: Stance
    act: Act | None = None
    target: str  # topic id, actor id, or "other:" and two to four words of the text
    target_name: str
    target_kind: TargetKind
    counterpart: str | None = None
    counterpart_name: str | None = None
    sentence: str
    part: Part
    start: int
    end: int
    cue: str  # the words that carry the stance
    rule: str  # the rule or model that decided
    speaker: str | None = None  # actor id, "unnamed" or None
    speaker_name: str | None = None
    attribution: Attribution
    negated: bool = False
    modality: Modality = "actual"
    confidence: float = Field(ge=0, le=1)
    candidate: bool = False  # less sure than the default operating point asks: shown only when asked for


class EnrichedArticle(Model):
    """A clean article with what was read out of it."""

    article: CleanArticle
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    unresolved: tuple[str, ...] = ()  # names that no canonical actor answers to
    places: tuple[Place, ...] = ()
    topics: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()


class DateRange(Model):
    """A closed interval of days, as Elasticsearch's ``date_range`` takes it; an open end is left out."""

    gte: date | None = None
    lte: date | None = None


class Versions(Model):
    """What made a document: a change in any of them may change the document."""

    pipeline: str
    knowledge: str
    models: str


class Dated(Model):
    """The fields that articles and claims share about when and where something was published."""

    published_at: datetime | None
    published_range: DateRange | None
    published_earliest: date | None
    published_latest: date | None
    published_precision: Precision
    published_basis: Basis
    outlet: str | None
    source: str
    topics: tuple[str, ...]


class ArticleDocument(Dated):
    """One document of the articles index."""

    id: str
    source_name: str
    item: str
    url: str | None
    authors: tuple[str, ...]
    title: str
    text: str
    language: str
    date_evidence: tuple[DateEvidence, ...]
    actors: tuple[str, ...]
    actor_names: tuple[str, ...]
    actor_types: tuple[ActorType, ...]
    mentions: tuple[Mention, ...]
    mentions_unresolved: tuple[str, ...]
    places: tuple[str, ...]
    locations: tuple[GeoPoint, ...]
    stance_keys: tuple[str, ...]  # "taliban|oppose|peace-talks"; of claims that are no candidates
    candidate_keys: tuple[str, ...] = ()  # the same of candidates
    story: str
    duplicate_of: str | None
    removed: tuple[Removed, ...]
    ingested_at: datetime
    run: str
    versions: Versions
    content_hash: str


class ClaimDocument(Dated, Claim):
    """One document of the claims index."""

    id: str
    article: str
    article_title: str
    story: str
    duplicate_of: str | None = None  # the article that had the same text first
