"""A flattened page to title and paragraphs: what is page and not article is taken out, line by line, with its reason.

A ``Line`` that is taken out stays in its place with ``reason`` and ``rule`` set. Every rule looks at live lines only,
and all of them are applied again until nothing changes, so that cleaning a clean text changes nothing.
What is doubtful stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from parley.clean import title as titles
from parley.clean.repair import Line, lines
from parley.clean.rules import Rules, shipped
from parley.clean.shape import (
    BULLET,
    DANGLING,
    OPENING,
    STOPWORDS,
    TERMINAL,
    content_words,
    ends_sentence,
    is_headline,
    size,
    words,
)
from parley.models import Removed

ROUNDS = 5
TITLE = "title"  # the reason of the line that became the title; it is kept, so not among what was removed
PARTS = 24  # lines at most that one paragraph is put together from
CONTINUES = ",;:.)]”’%"
NEAR_TOP = 2  # paragraphs that may carry a dateline


@dataclass(frozen=True)
class Cleaned:
    """A text without its page."""

    title: str
    text: str
    authors: tuple[str, ...]
    removed: tuple[Removed, ...]


def clean_text(text: str, title: str | None = None, structured: bool = False) -> Cleaned:
    """Title, paragraphs and residue of a flattened page.

    ``title`` is the declared one; without it one is looked for. ``structured`` text comes from an extractor that has
    seen the page's markup: its subheads and list items are the article's, so that shapes alone take nothing out.
    """
    page = lines(text)
    rules = shipped()
    for _ in range(ROUNDS):
        before = [(line.text, line.reason) for line in page]
        page = _fragments_joined(page)
        title = _round(page, title, rules, structured)
        page = _edges(page, rules)
        if before == [(line.text, line.reason) for line in page]:
            break
        for line in page:
            line.gap = True
    return Cleaned(
        title=title or "",
        text="\n\n".join(line.text for line in _live(page)),
        authors=tuple(dict.fromkeys(_authors(page))),
        removed=tuple(Removed(text=x.text, reason=x.reason, rule=x.rule) for x in page if x.reason not in ("", TITLE)),
    )


def _round(page: list[Line], title: str | None, rules: Rules, structured: bool) -> str | None:
    for line in _live(page):
        if not line.checked and (rule := rules.line(line.text)):
            line.take_out(rule.reason, rule.id)
    if not structured:
        _cut_far_prose(page)
    title = title or _titled(page)
    if title:
        _repeated(page, title)
    _cut_tail(page, rules)
    _cut_labels(page, structured)
    if title:
        _cut_lead_in(page, title)
    return title


def _live(page: Iterable[Line]) -> list[Line]:
    return [line for line in page if not line.reason]


# Lines that inline markup broke: "as", "Reuters", "reported on Monday."


def _fragments_joined(page: list[Line]) -> list[Line]:
    joined: list[Line] = []
    start = 0
    while start < len(page):
        end = _fragment_end(page, start)
        if end > start + 1:
            joined.append(Line(_glued(line.text for line in page[start:end]), page[start].gap))
        else:
            joined.append(page[start])
        start = end
    return joined


def _fragment_end(page: list[Line], start: int) -> int:
    """The end of the longest run of lines from ``start`` that hang together and end like a sentence."""
    end = best = start + 1
    last = 0 if page[start].reason else min(len(page), start + PARTS)
    while end < last and not page[end].reason and _hangs(page, end):
        end += 1
        if page[end - 1].sentence or ends_sentence(page[end - 1].text):
            best = end
    return best


def _hangs(page: list[Line], at: int) -> bool:
    """Whether the line at ``at`` goes on with the sentence of the line before."""
    before, line = page[at - 1].text, page[at].text
    if page[at].gap:
        return False
    if line[0] in CONTINUES and not line.startswith("..."):
        return True
    if before[-1] == ")" and line[0] in "-–—":  # a dateline
        return True
    if before[-1] in TERMINAL + ":" or BULLET.match(line):
        return False
    if line[0].islower() or before[-1] in ",([“‘" or before.rsplit(" ", 1)[-1] in DANGLING:
        return True
    follows = at + 1 < len(page) and not page[at + 1].gap and not page[at + 1].reason
    goes_on = follows and (page[at + 1].text[0].islower() or page[at + 1].text[0] in CONTINUES)
    return goes_on and not ends_sentence(line) and size(before) > 1 and not is_headline(before)


def _glued(parts: Iterable[str]) -> str:
    text = ""
    for part in parts:
        tight = not text or part[0] in CONTINUES or text[-1] in "([“‘"
        text += part if tight else f" {part}"
    return text


# Title


def _titled(page: list[Line]) -> str | None:
    live = _live(page)
    first = next((n for n, line in enumerate(live) if titles.is_full_sentence(line.text)), None)
    if not first:  # prose from the first line on, or no prose at all
        return None
    found = titles.find(live[:first], live[first:])
    if not found:
        return None
    found.take_out(TITLE, TITLE)
    return found.text


def _repeated(page: list[Line], title: str) -> None:
    for line in _live(page):
        if titles.repeats(line.text, title):
            line.take_out("repeated-title", "repeated-title")


# Page mode: a dump of a whole page, where navigation outweighs the article

PAGE_LABELS = 25  # lines that are no prose; a flattened article has a handful
FAR = 8  # such lines in a row that separate one block of prose from the next
SHARE = 0.6  # of the largest block: a smaller one is a teaser, a comment or a notice


def _cut_far_prose(page: list[Line]) -> None:
    """Keep the block of prose that is the article, with the labels before it that may hold its title."""
    live = _live(page)
    prose = [n for n, line in enumerate(live) if line.sentence]
    if len(live) - len(prose) < max(PAGE_LABELS, len(prose)) or not prose:
        return
    blocks = [[prose[0]]]
    for before, after in pairwise(prose):
        if after - before > FAR:
            blocks.append([])
        blocks[-1].append(after)
    about = content_words([titles.without_outlet(live[0].text)])  # a page begins with its own title
    mass = [_mass([live[n] for n in block], about) for block in blocks]
    large = [block for block, weight in zip(blocks, mass, strict=True) if weight >= SHARE * max(mass)]
    first, last = large[0][0], large[-1][-1]
    while last + 1 < len(live) and live[last + 1].prose:  # short sentences that go on where the block ends
        last += 1
    for number, line in enumerate(live):
        if number > last or (number < first and line.prose):
            line.take_out("navigation", "far-from-prose")


def _mass(block: list[Line], about: set[str]) -> int:
    """The words of a block; those about the page's title count more."""
    return sum(line.size for line in block) * (1 + len(content_words(line.text for line in block) & about))


TAIL = 0.35  # of a text's prose at most may follow a marker that cuts


def _cut_tail(page: list[Line], rules: Rules) -> None:
    """After 'Most popular' or the comments comes no article any more."""
    cutting = {rule.id for rule in rules.found if rule.cuts}
    weights = [line.size if not line.reason and line.sentence else 0 for line in page]
    after, total = sum(weights), sum(weights)
    for number, line in enumerate(page):
        after -= weights[number]
        if line.rule in cutting and after <= TAIL * total and after < total:
            for rest in _live(page[number:]):
                rest.take_out("related", f"after-{line.rule}")
            return


# Labels: lines that are no sentence among lines that are

PROSE = 0.6  # of the words have to be prose before a line without a full stop is odd among them
STRAY = 3  # words: a shorter line is a stray word or subhead
SUBHEAD = 6  # words: a longer line without a full stop may be a quotation or a point of a list


LABELS = {"stray-word": "label", "subhead": "subhead", "headline-among-prose": "related", "no-prose": "label"}


def _cut_labels(page: list[Line], structured: bool) -> None:
    live = _live(page)
    total = sum(line.size for line in live)
    first = next((n for n, line in enumerate(live) if line.prose), None)
    if first is None:
        for line in live:
            if line.size <= STRAY and len(live) > 1:
                line.take_out("label", "no-prose")
        return
    mostly_prose = sum(line.size for line in live if line.prose) >= PROSE * total
    for number, line in enumerate(live[:first] if structured else live):
        reason = _label(live, number, number < first) if mostly_prose or number < first else None
        if reason:
            line.take_out(LABELS[reason], reason)


def _label(live: list[Line], number: int, head: bool) -> str | None:
    """Why the line at ``number``, in the ``head`` before all prose or among it, is no part of the article, or None."""
    line = live[number].text
    if live[number].prose or line[-1] in ":,;-–—…" or BULLET.match(line):
        return None
    if not head and _between_paragraphs(live, number) and live[number].size <= SUBHEAD:
        return "subhead"
    if line[0] in OPENING:
        return None
    if line[0].islower() and not (head and live[number].size <= STRAY):
        return None
    before = live[number - 1].text if number else ""
    after = live[number + 1].text if number + 1 < len(live) else ""
    if before[-1:] in (":", ",") or after[:1].islower():
        return None
    if live[number].size <= STRAY:
        return "stray-word"
    return "headline-among-prose" if is_headline(line) else None


def _between_paragraphs(live: list[Line], number: int) -> bool:
    """Whether whole paragraphs stand around the line, and blank lines set it off from both."""
    if not 0 < number < len(live) - 1:
        return False
    before, after = live[number - 1], live[number + 1]
    apart = live[number].gap and after.gap
    return apart and before.sentence and after.sentence and ends_sentence(before.text) and not after.text[0].islower()


# A first paragraph about something else: a picture's caption, a teaser

LEAD_NAMES = 3  # names have to be in it before their absence elsewhere tells
RECURRING = 0.3  # at most of them may recur,
SHARED = 0.2  # and at most of all that it speaks of
LEAD_AFTER = 3  # paragraphs have to follow


def _cut_lead_in(page: list[Line], title: str) -> None:
    live = [line for line in _live(page) if line.sentence]
    if len(live) <= LEAD_AFTER or live[0] is not _live(page)[0]:
        return
    lead, second, about = live[0].text, live[1].text, content_words([title])
    if _whole_words(lead) & about or len(content_words([second]) & about) <= 1:
        return
    names = {POSSESSIVE.sub("", w) for w in words(lead)[1:] if w[0].isupper() and w.lower() not in STOPWORDS}
    others = [line.text for line in _live(page)[1:]]
    rest = {POSSESSIVE.sub("", word) for text in others for word in words(text)}
    spoken_of, elsewhere = content_words([lead]), content_words(others)
    if len(spoken_of & elsewhere) > SHARED * len(spoken_of):
        return
    if len(names) >= LEAD_NAMES and len(names & rest) <= RECURRING * len(names):
        live[0].take_out("lead-in", "unrelated-lead-in")


POSSESSIVE = re.compile(r"['’]s?$")


def _whole_words(line: str) -> set[str]:
    """Content words, those within a hyphenated name left out: Tehrik-i-Taliban is not the Taliban."""
    return content_words(word for word in words(line) if "-" not in word)


# Datelines and what is glued to the end of a paragraph


def _edges(page: list[Line], rules: Rules) -> list[Line]:
    """The page with datelines and trailing notices split off as lines of their own that are taken out."""
    top = [id(line) for line in _live(page) if line.sentence][:NEAR_TOP]
    split: list[Line] = []
    for line in page:
        split.extend(
            [line] if line.reason else _without_edges(line, rules, id(line) in top and not _is_speaker(line, page))
        )
    return split


def _without_edges(line: Line, rules: Rules, dated: bool) -> Iterator[Line]:
    start, end = 0, len(line.text)
    if dated and (head := rules.start(line.text)):
        start, rule = head
        yield Line(line.text[:start].strip(), line.gap, rule.reason, rule.id)
    tail = None if line.checked else rules.end(line.text[start:])
    if tail:
        end = start + tail[0]
    line.checked = not tail
    if start == 0 and not tail:
        yield line
    elif text := line.text[start:end].strip():
        yield Line(text, line.gap)
    if tail:
        yield Line(line.text[end:].strip(), True, tail[1].reason, tail[1].id)


SPEAKER = re.compile(r"[A-Z]{2,}: ")


def _is_speaker(line: Line, page: list[Line]) -> bool:
    """Whether 'TRUMP:' starts a turn of a transcript: other lines start like it."""
    return bool(SPEAKER.match(line.text)) and sum(bool(SPEAKER.match(other.text)) for other in page) > 1


# Authors

NAME = re.compile(r"[A-Z][\w.'’-]+(?: (?:(?:al|ul|bin|van|de|der|von|el)[ -])?[A-Z][\w.'’-]*){1,3}")
BY = re.compile(r"(?:written |posted |reported |report |story |words )?by:?\s+|author:\s*|reporter:\s*", re.IGNORECASE)
AND = re.compile(r",? and |, | & | with ")


def _authors(page: list[Line]) -> Iterable[str]:
    """The names in what was taken out as bylines; a lone 'By' takes the name from the line after."""
    for line, after in pairwise([*page, Line("")]):
        if line.reason != "byline":
            continue
        named = after.text if BY.fullmatch(f"{line.text} ") and after.reason else line.text
        for part in AND.split(BY.sub("", named, count=1)):
            match = NAME.match(part)
            if not match or shipped().line(match.group()):  # an agency, a section: the names end here
                break
            yield match.group().title() if match.group().isupper() else match.group()
