"""The sentences that can hold a claim, each with what the rules ask about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.enrich.claims.holders import subject, voices
from parley.enrich.claims.lexicon import Lexicon
from parley.enrich.claims.quotes import quoted
from parley.enrich.claims.scene import Offer, Scene, placed, shared_out
from parley.enrich.pieces import Piece
from parley.models import Mention


def scenes(
    pieces: Sequence[Piece], mentions: Sequence[Mention], words: Lexicon, types: dict[str, str]
) -> Iterator[Scene]:
    """The sentences that can hold a claim: they have a cue, and an actor or a quotation."""
    marks = quoted(pieces)
    speaking = Speakers(types, any(marks))
    themes: Counter[str] = Counter()
    offer: Offer | None = None
    for piece, inside_quotes, there in zip(pieces, marks, shared_out(pieces, mentions), strict=True):
        if not there and not inside_quotes:
            continue
        heads, inside = placed(piece, there)
        for sent in piece.doc.sents:
            if not any(token.lemma_.lower() in words.gate for token in sent):
                continue
            if not inside_quotes and not any(sent.start <= i < sent.end for i in heads):
                continue
            theme = themes.most_common(1)[0][0] if themes else None
            scene = Scene(piece, sent, words, heads, inside, inside_quotes, theme=theme)
            themes.update(scene.topics.values())
            last = offered(scene)
            scene.offer = last or offer
            offer = last or (replace(offer, fresh=False) if offer else None)
            yield speaking.of(scene)


def offered(scene: Scene) -> Offer | None:
    """What the sentence offers or invites to: the topic after the word that says so, rather one behind a "to"."""
    for token in scene.sent if scene.topics else ():
        if token.lemma_.lower() in scene.lexicon.offers:
            after = [i for i in sorted(scene.topics) if i > token.i]
            after.sort(key=lambda i: scene.sent.doc[i].head.lower_ not in ("to", "for", "of"))  # invited to talks
            if after:
                heads = sorted(i for i in scene.mentions if scene.sent.start <= i < scene.sent.end)
                return Offer(scene.topics[after[0]], tuple(scene.mentions[i].actor for i in heads))
    return None


class Speakers:
    """Remembers who spoke last, for the quotations whose sentence does not say."""

    def __init__(self, types: dict[str, str], needed: bool) -> None:
        self.types = types
        self.needed = needed  # nothing is quoted in most articles
        self.last: tuple[str, ...] = ()

    def of(self, scene: Scene) -> Scene:
        """The scene with the speakers of its quotation."""
        for token in scene.sent if self.needed else ():
            if token.i not in scene.quoted and scene.lexicon.is_(token, "say"):
                who = subject(token)
                found = voices(who, scene, self.types) if who is not None else []
                if found:
                    self.last = tuple(voice.actor for voice in found)
        scene.speakers = self.last
        return scene
