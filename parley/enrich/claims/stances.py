"""The stances of one sentence: every cue with its holders, its readings and how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from parley.enrich.claims.holders import FIRST, MODIFIERS, Voice, passive, subject, voices
from parley.enrich.claims.lexicon import Cue
from parley.enrich.claims.readings import SIGNS, VERBAL, Reader, Reading, negation
from parley.enrich.claims.scene import Scene
from parley.enrich.claims.standing import AHEAD, UNTIL, Standing, announced, conditional, conditions, deontic, standing
from parley.models import Stance

ONE_SIDED = frozenset(("terrorism", "narcotics"))  # nobody is said to be for them: to deal with them is to be against
COPULAS = frozenset(("be", "become", "remain", "seem", "look"))
NEGOTIABLE = frozenset(("peace-talks", "ceasefire", "peace-agreement", "power-sharing"))
OUTLET = Standing("actual", None, (), False)  # the outlet's own words
WISH = Cue(id="should", slots={"clause": "+topic"}, act="REQUEST", examples={"-": "-"})
CONDITION = Cue(id="condition", slots={"clause": "+topic"}, act="REQUEST", examples={"-": "-"})


@dataclass(frozen=True)
class Found:
    """One stance before it is written down as a claim."""

    holder: Voice
    cue: Cue
    token: Token
    reading: Reading
    stance: Stance
    standing: Standing
    negated: bool = False


def stances(scene: Scene, types: dict[str, str]) -> Iterator[Found]:
    """Every stance that the cues of a sentence show."""
    reader = Reader(scene, types)
    for token in scene.sent:
        for cue in scene.lexicon.of(token):
            if cue.kind in ("stance", "verdict", "label"):
                found = list(labelled(token, cue, reader) if cue.kind == "label" else of_cue(token, cue, reader))
                yield from found
                if found:
                    break
        if (token.pos_ == "VERB" and deontic(token)) or announced(token):
            yield from wishes(token, reader)


def of_cue(token: Token, cue: Cue, reader: Reader) -> Iterator[Found]:
    """The stances that one cue shows."""
    if token.pos_ in VERBAL and token.dep_ == "amod":  # "wanted men"
        return
    if token.pos_ in VERBAL and token.dep_ != "acomp":
        if not (deontic(token) and cue.kind == "stance"):
            yield from _held(token, token, cue, reader)
        return
    carrier = _carrier(token, reader.scene)
    if cue.kind == "verdict" and (carrier is None or carrier.lemma_ not in COPULAS):
        return
    owner = next((reader.scene.mentions.get(c.i) for c in token.children if c.dep_ == "poss"), None)
    if carrier is not None and (owner is None or owner.how == "pronoun"):
        yield from _held(token, carrier, cue, reader)
    elif token.pos_ != "ADJ" and cue.kind == "stance":
        yield from _owned(token, cue, reader)


def _held(token: Token, verb: Token, cue: Cue, reader: Reader) -> Iterator[Found]:
    """A cue held by the subject of ``verb``, or by the speaker where the cue is a verdict."""
    stand = standing(verb, reader.scene, reader.types)
    if stand is None:
        return
    stand = _with_speaker(stand, token, reader.scene)
    holders = (
        list(stand.speakers) if cue.kind == "verdict" else _holders(verb, token.lower_ in cue.adjectives, stand, reader)
    )
    if not holders:
        return
    if cue.kind == "verdict" and token.i == verb.i and passive(verb):
        return
    readings = reader.cue(token, cue, carrier=verb if verb.i != token.i else None)
    if verb.dep_ == "acl" and passive(verb):  # "troops backed by": an epithet
        readings = [r for r in readings if r.topic not in (None, "foreign-troops")]
    no = negation(verb) or (negation(token) if token.i != verb.i else None)
    longer = no is not None and no.head.lower_ == "longer"
    for reading in readings:
        sign = reading.sign
        if no is not None:
            if cue.denied == "none" and not _decided(verb):
                continue
            sign = denied(sign, cue, longer)
        under = conditional(verb, _refusal(sign, cue, reading.negated or no is not None))
        stance = "conditional" if under else _stance(sign, reading.topic)
        for holder in holders:
            yield Found(holder, cue, token, reading, stance, stand, no is not None or reading.negated)
    if cue.kind == "stance" and readings:
        denial = no is not None
        main = min(
            _refusal(denied(r.sign, cue, longer) if denial else r.sign, cue, r.negated or denial) for r in readings
        )
        yield from _conditions(verb, cue, main, holders, stand, reader)


def _conditions(
    verb: Token, cue: Cue, main: int, holders: list[Voice], stand: Standing, reader: Reader
) -> Iterator[Found]:
    """What is made a condition is wanted, or under a refusal or threat not wanted: "force if they leave"."""
    asked = CONDITION.model_copy(update={"speech": cue.speech})
    for mark, head, _ in conditions(verb):
        subject_of = [c for c in head.children if c.dep_ == "nsubj"]  # "before negotiations begin"
        for reading in reader.read(head) or [r for c in subject_of for r in reader.read(c)]:
            sign = condition_sign(mark, main, cue, reading)
            if sign is None:
                continue
            part = replace(reading.times(sign), slot=mark)
            stance = _stance(part.sign, part.topic) if sign else "conditional"
            for holder in holders:
                yield Found(holder, asked, head, part, stance, stand, part.negated)


def _refusal(sign: int, cue: Cue, negated: bool) -> int:
    """-1 where something is refused: to demand that troops leave is against them, but no refusal."""
    return sign if negated or not (cue.act in ("REQUEST", "THREATEN") or cue.id == "want") else abs(sign)


def condition_sign(mark: str, main: int, cue: Cue, reading: Reading) -> int | None:
    """How a condition is meant: wanted (1), not wanted (-1), itself put under one (0), or nothing of the kind."""
    if mark in ("when", "after") or (mark in ("before", "without") and main > 0):
        asks = cue.act == "REQUEST" or cue.id == "want"  # "first leave, then talk"
        return 0 if mark == "before" and asks and reading.topic in NEGOTIABLE else None
    if mark in UNTIL or mark in ("unless", "only"):
        return 1
    if cue.act == "THREATEN" or main < 0:
        return -1
    return None if reading.negated else 1


def labelled(verb: Token, cue: Cue, reader: Reader) -> Iterator[Found]:
    """ "Called the deal a mistake", "described him as honest": the sign is that of the label."""
    labels = [c for c in verb.children if c.dep_ in ("oprd", "ccomp", "attr", "acomp")]
    labels += [g for c in verb.children if c.dep_ == "prep" and c.lower_ == "as" for g in c.children]
    found = next(
        ((word, sign) for label in labels for word in (label, *label.children) if (sign := _verdict(word, reader))),
        None,
    )
    if found is None:
        return
    word, sign = found
    for held in _held(verb, verb, cue, reader):
        reading = replace(held.reading, sign=sign * held.reading.sign)
        yield replace(held, token=word, reading=reading, stance=_stance(reading.sign, reading.topic))


def _verdict(word: Token, reader: Reader) -> int:
    """1 for "fair", -1 for "illegal", 0 for a word that judges nothing."""
    verdicts = (cue for cue in reader.scene.lexicon.of(word) if cue.kind == "verdict")
    return next((SIGNS[cue.slots["subject"][0]] for cue in verdicts), 0)


def denied(sign: int, cue: Cue, longer: bool) -> int:
    """The sign under negation: "did not agree" is against, "did not reject" or decide neither, "will not stop" for."""
    if cue.denied == "neutral":
        return 0
    return -sign if sign > 0 or longer or cue.denied == "flip" else 0


def _decided(verb: Token) -> bool:
    """ "Will not negotiate" is a stance, "did not negotiate" an event."""
    return any(c.dep_ == "aux" and c.lower_ in AHEAD for c in verb.children)


def _holders(verb: Token, state: bool, stand: Standing, reader: Reader) -> list[Voice]:
    """Who holds it: the doer, or of a ``state`` ("is opposed") its bearer."""
    bearer = next((c for c in verb.children if state and c.dep_ == "nsubjpass"), None)
    who = bearer if bearer is not None else subject(verb)
    if who is None:
        return []
    if who.lower_ in FIRST and stand.speakers:
        return list(stand.speakers)
    return voices(who, reader.scene, reader.types)


def _with_speaker(stand: Standing, token: Token, scene: Scene) -> Standing:
    """In a quotation that no verb of this sentence introduces, the words are the last speaker's."""
    if stand.saying is None and token.i in scene.quoted and scene.speakers:
        return replace(stand, speakers=tuple(Voice(actor, actor, token) for actor in scene.speakers), told=True)
    return stand


def _carrier(token: Token, scene: Scene) -> Token | None:
    """The verb that a noun or adjective is predicated by: "is ready", "voiced support", "came out in support"."""
    head = token.head
    if token.dep_ == "conj" and head.pos_ in ("NOUN", "ADJ"):
        return _carrier(head, scene)
    if token.dep_ in ("acomp", "attr", "oprd") and head.pos_ in VERBAL:
        return head
    if token.dep_ == "dobj" and scene.lexicon.is_(head, "light"):
        return head
    if token.dep_ == "pobj" and head.lower_ in ("in", "with") and head.head.pos_ in VERBAL:
        return head.head
    return None


def _owned(token: Token, cue: Cue, reader: Reader) -> Iterator[Found]:
    """A noun of an act with its owner: "Kabul's offer of talks", "opposition from the party"."""
    owners: list[Voice] = []
    for child in token.children:
        mention = reader.scene.inside.get(child.i)
        if child.dep_ in MODIFIERS and mention is not None:
            owners.append(Voice(mention.actor, mention.actor, child))
        elif child.dep_ == "prep" and child.lower_ in (("by", "of") if cue.act == "RETREAT" else ("by", "from", "of")):
            owners += [v for p in child.children if p.dep_ == "pobj" for v in voices(p, reader.scene, reader.types)]
    if not owners or (cue.topic and _wanted(token, reader.scene)):
        return
    verb = next((t for t in token.ancestors if t.pos_ in VERBAL), None)
    stand = (standing(verb, reader.scene, reader.types) if verb is not None else None) or OUTLET
    stand = replace(_with_speaker(stand, token, reader.scene), modality="actual")
    for reading in reader.cue(token, cue):
        for owner in owners:
            yield Found(owner, cue, token, reading, _stance(reading.sign, reading.topic), stand, reading.negated)


def _wanted(event: Token, scene: Scene) -> bool:
    """Whether a noun is what somebody asks for and not what happened: "demanded the resignation of"."""
    for token in event.ancestors:
        if any(cue.act in ("REQUEST", "REJECT") or cue.id == "want" for cue in scene.lexicon.of(token)):
            return True
        if token.pos_ in VERBAL:
            return False
    return False


def wishes(verb: Token, reader: Reader) -> Iterator[Found]:
    """ "X said the troops must leave": the speaker wants it."""
    stand = standing(verb, reader.scene, reader.types)
    if stand is None:
        return
    stand = _with_speaker(stand, verb, reader.scene)
    doer = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if doer is not None and doer.pos_ == "PRON" and any(mark == "if" for mark, _, _ in conditions(verb)):
        return  # "if they do not talk, they should leave" is about what others may do
    others = tuple(v.actor for v in voices(doer, reader.scene, reader.types)) if doer is not None else ()
    readings = reader.read(verb) or (reader.read(doer) if doer is not None else [])
    if not readings and any(cue.id == "end" for cue in reader.scene.lexicon.of(verb)):  # whoever must stop it does it
        readings = [Reading(-1, verb, actor=actor, slot="stop") for actor in others]
    for reading in readings:
        main = _refusal(reading.sign, WISH, reading.negated)
        yield from _conditions(verb, WISH, main, list(stand.speakers), stand, reader)
        for holder in stand.speakers:
            full = replace(reading, others=(*others, *reading.others))
            under = conditional(verb, _refusal(reading.sign, WISH, reading.negated))
            yield Found(
                holder,
                WISH,
                verb,
                full,
                "conditional" if under else _stance(reading.sign, reading.topic),
                replace(stand, modality="actual"),
                reading.negated,
            )


def _stance(sign: int, topic: str | None = None) -> Stance:
    if topic in ONE_SIDED:
        return "oppose"
    return "support" if sign > 0 else "oppose" if sign < 0 else "neutral"
