"""Pronouns as subjects whose antecedent is the subject of the clause around them or of the sentence before."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Span, Token

from parley.enrich.actors.draft import Draft
from parley.enrich.actors.lexicon import listed
from parley.enrich.passages import Passage, Stretch
from parley.models import ActorType, Mention

PERSON: tuple[ActorType, ...] = ("person",)
SINGLE: tuple[ActorType, ...] = (
    "country", "government", "armed-group", "party", "intergovernmental", "media", "company", "other-organisation",
)  # fmt: skip
MANY: tuple[ActorType, ...] = ("armed-group", "party", "government", "other-organisation")
PRONOUNS: dict[str, tuple[ActorType, ...]] = {"he": PERSON, "she": PERSON, "it": SINGLE, "they": MANY}
SUBJECTS = ("nsubj", "nsubjpass")
WOMEN, MEN = listed("women"), listed("men")
QUOTES = '"\u201c\u201d'


class Subject(NamedTuple):
    """Who a sentence is about."""

    actor: str
    type: ActorType


def mark(draft: Draft) -> None:
    """Give pronouns their antecedent where the grammar leaves one."""
    genders = _genders(draft)
    before: Subject | None = None
    for passage in draft.passages:
        at = {word.start: index for index, word in enumerate(passage.line.words)}
        for sentence in passage.piece.doc.sents:
            actors = _subjects(draft, passage, sentence, at)
            for token in sentence:
                if (
                    token.lower_ in PRONOUNS
                    and token.dep_ in SUBJECTS
                    and token.idx in at
                    and not _quoted(passage, token)
                ):
                    found = _antecedent(token, actors, before, genders)
                    index = at[token.idx]
                    if found and passage.free(index, index + 1):
                        draft.add(Stretch(passage, index, index + 1), draft.entities[found.actor], "pronoun")
                        actors[token.i] = found
            before = _main(sentence, actors)


def _genders(draft: Draft) -> dict[str, str]:
    """The pronoun that contradicts a person, by the title before a name."""
    against: dict[str, str] = {}
    for passage in draft.passages:
        for index, mention in passage.taken.items():
            title = passage.line.words[index - 1].key if index else ""
            if title in WOMEN or title in MEN:
                against[mention.actor] = "he" if title in WOMEN else "she"
    return against


def _subjects(draft: Draft, passage: Passage, sentence: Span, at: dict[int, int]) -> dict[int, Subject]:
    """Token number of a subject -> the actor it is."""
    found: dict[int, Subject] = {}
    for token in sentence:
        if token.dep_ in SUBJECTS or token.dep_ == "agent":
            relative = token.tag_ in ("WP", "WDT") and token.head.dep_ == "relcl"
            mention = _mention(passage, token.head.head if relative else token, at)
            if mention:
                found[token.i] = Subject(mention.actor, draft.entities[mention.actor].type)
    return found


def _mention(passage: Passage, token: Token, at: dict[int, int]) -> Mention | None:
    """The mention that a subject is: its own, or the name in apposition to it."""
    own = passage.taken.get(at.get(token.idx, -1))
    if own:
        return own
    names = (passage.taken.get(at.get(child.idx, -1)) for child in token.children if child.dep_ == "appos")
    return next((name for name in names if name), None)


def _antecedent(
    token: Token, actors: dict[int, Subject], before: Subject | None, against: dict[str, str]
) -> Subject | None:
    """The subject of the clause around; where there is none, the one subject before, else that of the last sentence."""
    if token.lower_ == "it" and (token.head.lemma_ == "be" or token.head.pos_ == "ADJ"):
        return None
    around = _around(token)
    if around:
        inside = actors.get(around.i)
        return inside if inside and _fits(token, inside, against) else None
    others = {s for i, s in actors.items() if i < token.i and _fits(token, s, against)}
    if others:
        return others.pop() if len(others) == 1 and token.lower_ != "they" else None
    return before if before and _fits(token, before, against) else None


def _around(token: Token) -> Token | None:
    """The subject of the nearest clause that the pronoun's clause depends on."""
    for ancestor in token.head.ancestors:
        for child in ancestor.children:
            if child.dep_ in SUBJECTS and child.i < token.i:
                return child
    return None


def _fits(token: Token, subject: Subject, against: dict[str, str]) -> bool:
    return subject.type in PRONOUNS[token.lower_] and against.get(subject.actor) != token.lower_


def _quoted(passage: Passage, token: Token) -> bool:
    """The pronoun lies in a direct quotation, where it may be anybody."""
    return sum(character in QUOTES for character in passage.line.text[: token.idx]) % 2 == 1


def _main(sentence: Span, actors: dict[int, Subject]) -> Subject | None:
    """The subject of a sentence's main verb."""
    return next((actors[child.i] for child in sentence.root.children if child.i in actors), None)
