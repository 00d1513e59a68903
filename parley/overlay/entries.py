"""What a user knows better: changes to the knowledge, in a YAML file of the user's, applied from top to bottom.

    - actor: green-banner-front        # a new one; fields as in the shipped knowledge
      name: Green Banner Front
      type: armed-group
      aliases: [Green Banners]
      examples: [The Green Banner Front rejected the truce.]
    - alias: [Talibs of Zabul]         # more names of one that is known
      of: taliban                      # with "short: true", names that others may share
    - merge: green-banners             # two ids are one actor: all of the first goes to the second
      into: green-banner-front
    - split: [Taliban regime]          # names that are somebody else's, or nobody's without "to"
      of: taliban
      to: green-banner-front
    - correct: taliban                 # another name (the former stays an alias) or type
      type: government

``examples`` are sentences in which the actor must be found (after a split: the one that the names went to, else not the
one that they were taken from); ``parley actors check`` runs them.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from parley.errors import KnowledgeError
from parley.knowledge import KnownActor
from parley.models import ActorType, Model

BOM = "\ufeff"  # what some editors put at the start of a file
Id = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Some = Annotated[tuple[str, ...], BeforeValidator(lambda value: value if isinstance(value, list | tuple) else (value,))]
OneOrMore = Annotated[Some, Field(min_length=1)]


class NewActor(KnownActor):
    """An actor that the knowledge does not have."""

    id: Id = Field(alias="actor")
    examples: Some = ()


class Alias(Model):
    """More names of an actor."""

    alias: OneOrMore
    of: str
    short: bool = False
    examples: Some = ()


class Merge(Model):
    """Two ids are one actor."""

    merge: str
    into: str
    examples: Some = ()


class Split(Model):
    """Names that are not the actor's."""

    split: OneOrMore
    of: str
    to: str | None = None
    examples: Some = ()


class Correction(Model):
    """Another name or type of an actor."""

    correct: str
    name: str | None = None
    type: ActorType | None = None
    examples: Some = ()


Entry = NewActor | Alias | Merge | Split | Correction
KINDS: dict[str, type[Entry]] = {
    "actor": NewActor,
    "alias": Alias,
    "merge": Merge,
    "split": Split,
    "correct": Correction,
}


class Placed(Model):
    """An entry and the line on which it starts."""

    entry: Entry
    line: int


def examples(entry: Entry) -> tuple[str, ...]:
    """The sentences that an entry is tried with; a new actor that has none gets one."""
    if isinstance(entry, NewActor) and not entry.examples:
        return (f"{entry.name} rejected the proposal.",)
    return entry.examples


def parse(text: str, path: str) -> tuple[Placed, ...]:
    """The entries of a user's file. Raises ``KnowledgeError`` with file, line and what to do."""
    try:
        found = YAML().load(text.removeprefix(BOM))
    except MarkedYAMLError as error:
        raise at(path, error.problem_mark.line + 1 if error.problem_mark else 1, _unreadable(error)) from error
    except YAMLError as error:
        raise at(path, 1, str(error)) from error
    if found is None:
        return ()
    if not isinstance(found, CommentedSeq):
        raise at(path, 1, "this is no list: start every entry with '- ' at the beginning of a line")
    return tuple(_placed(row, found.lc.item(number)[0] + 1, path) for number, row in enumerate(found))


def _placed(row: object, line: int, path: str) -> Placed:
    kinds = [kind for kind in KINDS if isinstance(row, CommentedMap) and kind in row]
    if len(kinds) != 1 or not isinstance(row, CommentedMap):
        raise at(path, line, f"an entry says exactly one of {', '.join(KINDS)}: this one says {_said(kinds)}")
    model = KINDS[kinds[0]]
    try:
        return Placed(entry=model.model_validate(row), line=line)
    except ValidationError as error:
        first = _first(error)
        raise at(path, _line(row, first["loc"], line), _wrong(model, first)) from error


def new_actor(fields: dict[str, object]) -> NewActor:
    """An entry that is in no file yet. Raises ``KnowledgeError``."""
    try:
        return NewActor.model_validate(fields)
    except ValidationError as error:
        raise KnowledgeError(_wrong(NewActor, _first(error))) from error


def _first(error: ValidationError) -> Any:
    """What to say first: a misspelt field explains why another is missing."""
    return min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")


def _said(kinds: list[str]) -> str:
    return " and ".join(kinds) or "none"


def _line(row: CommentedMap, place: tuple[int | str, ...], line: int) -> int:
    """The line of the field that is wrong, or of the entry where it is missing."""
    found = row.lc.key(place[0])[0] + 1 if place and place[0] in row else line
    inner = row.get(place[0]) if place else None
    if len(place) > 1 and isinstance(inner, CommentedSeq) and isinstance(place[1], int):
        return int(inner.lc.item(place[1])[0]) + 1
    return int(found)


def _wrong(model: type[Entry], error: Any) -> str:
    """A pydantic error in words that say what to do."""
    field = str(error["loc"][0])
    match error["type"]:
        case "extra_forbidden":
            fields = ", ".join(info.alias or name for name, info in model.model_fields.items())
            return f"there is no field {field!r} here; this kind of entry has {fields}"
        case "missing":
            return f"{field!r} is missing: add it"
        case "literal_error":
            return f"{field}: {error['input']!r} is none of {error['ctx']['expected']}"
        case "string_pattern_mismatch" if field == "actor":
            return f"{error['input']!r} is no id: use small letters, digits and hyphens"
        case "string_type":
            return f"{field}: {error['input']!r} is no text: put it into quotes"
        case _:
            return f"{field}: {error['msg']}"


def _unreadable(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error)
    if "'\\t'" in problem:
        return "a tab: YAML indents with spaces; put spaces in its place"
    if "duplicate key" in problem:
        return f"{problem.partition(' with value')[0].removeprefix('found ')}: take one of the two out"
    return f"this is no YAML: {problem}; texts with ': ' or '#' or quotes in them need quotes around them"


def at(path: str, line: int, what: str) -> KnowledgeError:
    """An error with its place."""
    return KnowledgeError(f"{path}:{line}: {what}")
