"""Claims of an article by rules: find cues, who holds them, toward what, and how it stands in the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parley.enrich.claims.confidence import Features, confidence, features
from parley.enrich.claims.lexicon import lexicon
from parley.enrich.claims.readings import VERBAL
from parley.enrich.claims.scene import Scene
from parley.enrich.claims.sentences import scenes
from parley.enrich.claims.stances import Found, stances
from parley.enrich.pieces import Piece
from parley.knowledge import Knowledge
from parley.models import Actor, Attribution, Claim, Mention

BILATERAL = frozenset(  # topics that mostly have another party: on training documents a guess beats none
    ("peace-talks", "trade", "nuclear-programme", "sanctions", "sovereignty", "security-agreement", "leadership")
)


def candidates(
    pieces: Sequence[Piece], actors: Mapping[str, Actor], mentions: Sequence[Mention], knowledge: Knowledge
) -> Iterator[tuple[Claim, Features]]:
    """All that any rule finds, however unsure, with what its confidence rests on.

    At most one for each actor, target and counterpart of a sentence: a conditional one before others, then the surest.
    """
    types = {actor.id: str(actor.type) for actor in actors.values()}
    for scene in scenes(pieces, mentions, lexicon(knowledge), types):
        best: dict[tuple[str, str, str | None], tuple[Claim, Features]] = {}
        for found in stances(scene, types):
            unknown = found.reading.topic is not None and found.reading.topic not in knowledge.topics
            if unknown or found.reading.actor == found.holder.actor:
                continue
            why = features(found, scene, types)
            claim = written(found, scene, actors, knowledge, confidence(why))
            key = (claim.actor, claim.target, claim.counterpart)
            if key not in best or _rank(claim) > _rank(best[key][0]):
                best[key] = claim, why
        yield from best.values()


def _rank(claim: Claim) -> tuple[bool, float]:
    return claim.stance == "conditional", claim.confidence


def written(found: Found, scene: Scene, actors: Mapping[str, Actor], knowledge: Knowledge, sureness: float) -> Claim:
    """The claim that a found stance makes, with its evidence."""
    reading, stand, sent = found.reading, found.standing, scene.sent
    holder = actors[found.holder.actor]
    target = reading.topic or reading.actor or ""
    counterpart = _counterpart(found, scene) if reading.topic else None
    attribution, speaker = _attributed(found, scene)
    return Claim(
        actor=holder.id,
        actor_name=holder.name,
        actor_type=holder.type,
        stance=found.stance,
        act=found.cue.act,
        target=target,
        target_name=knowledge.topics[target].name if reading.topic else actors[target].name,
        target_kind="topic" if reading.topic else "actor",
        counterpart=counterpart,
        counterpart_name=actors[counterpart].name if counterpart else None,
        sentence=scene.piece.text[sent.start_char : sent.end_char],
        part=scene.piece.part,
        start=scene.piece.offset + sent.start_char,
        end=scene.piece.offset + sent.end_char,
        cue=scene.piece.text[found.token.idx :][: len(found.token)],
        rule=f"{found.cue.id}/{reading.slot or 'head'}",
        speaker=speaker,
        speaker_name=actors[speaker].name if speaker and speaker in actors else speaker,
        attribution=attribution,
        negated=found.negated,
        modality="hypothetical" if stand.modality == "hypothetical" else "actual",
        confidence=sureness,
    )


def _counterpart(found: Found, scene: Scene) -> str | None:
    """The other party: whom the words beside topic or cue name, else for some the nearest actor of the clause."""
    reading, holder = found.reading, found.holder
    named = next((actor for actor in reading.others if actor != holder.actor), None)
    if named is not None or not (reading.topic in BILATERAL or found.cue.act in ("AGREE", "CONSULT")):
        return named
    clause = next((t for t in (found.token, *found.token.ancestors) if t.pos_ in VERBAL), found.token)
    telling = {holder.actor, holder.speaker, *(voice.actor for voice in found.standing.speakers)}
    near = [t.i for t in clause.subtree if t.i in scene.mentions and scene.mentions[t.i].actor not in telling]
    return scene.mentions[min(near, key=lambda i: abs(i - reading.head.i))].actor if near else None


def _attributed(found: Found, scene: Scene) -> tuple[Attribution, str | None]:
    stand = found.standing
    own = "unnamed" if stand.told else found.holder.speaker
    speaker = stand.speakers[0].speaker if stand.speakers else own
    if found.token.i in scene.quoted:
        return "quoted", speaker
    if stand.told:
        return "reported", speaker
    if found.cue.speech or _spoken(found, scene):
        return "reported", found.holder.speaker
    return "own", None


def _spoken(found: Found, scene: Scene) -> bool:
    """Whether a verb beside the cue makes it words: "voiced support", "rejected it, saying"."""
    carrier = scene.lexicon.of(found.token.head)
    if any(cue.speech for cue in carrier if cue.kind == "light"):
        return True
    return any(child.dep_ == "advcl" and scene.lexicon.is_(child, "say") for child in found.token.children)
