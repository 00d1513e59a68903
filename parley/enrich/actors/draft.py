"""The actors of one article while they are being found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from parley.enrich.actors.bodies import Entity
from parley.enrich.passages import Passage, Stretch
from parley.models import Actor, Mention

NAMELESS = ("pronoun", "group", "office", "title")  # mentions whose words are no name of the actor


@dataclass(frozen=True)
class Draft:
    """What has been found so far in all passages."""

    passages: list[Passage]
    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)

    def add(self, place: Stretch, entity: Entity, how: str) -> None:
        """Words are a mention of ``entity``."""
        passage, first, last = place
        words, offset = passage.line.words, passage.piece.offset
        mention = Mention(
            actor=entity.id,
            surface=passage.name(first, last),
            part=passage.piece.part,
            start=words[first].start + offset,
            end=words[last - 1].end + offset,
            how=how,
        )
        self.entities.setdefault(entity.id, entity)
        self.mentions.append(mention)
        passage.taken.update(dict.fromkeys(range(first, last), mention))

    def free_words(self) -> Iterator[tuple[Passage, int]]:
        """Every word that no mention has."""
        for passage in self.passages:
            for index in range(len(passage.line.words)):
                if index not in passage.taken:
                    yield passage, index

    def ordered(self) -> tuple[Mention, ...]:
        """All mentions, those of the title first."""
        return tuple(sorted(self.mentions, key=lambda m: (m.part != "title", m.start)))

    def actors(self) -> tuple[Actor, ...]:
        """The actors that are named, in order of appearance, each with its surfaces."""
        surfaces: dict[str, dict[str, None]] = {}
        for mention in self.ordered():
            found = surfaces.setdefault(mention.actor, {})
            if mention.how not in NAMELESS:
                found[mention.surface] = None
        return tuple(
            Actor(id=entity.id, name=entity.name, type=entity.type, surfaces=tuple(found))
            for entity, found in ((self.entities[actor], found) for actor, found in surfaces.items())
        )
