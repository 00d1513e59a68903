"""What is known already: items of one name, articles that repeat one that is there, and what becomes orphaned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from parley.ledger import ItemState, Ledger
from parley.models import CleanArticle, Model, RawArticle, Rejected

Item = RawArticle | Rejected
Key = tuple[str, str]  # source and item


def known_items(keys: Iterable[Key], ledger: Ledger) -> dict[Key, ItemState]:
    """What the ledger knows of these items."""
    of_source: dict[str, list[str]] = {}
    for source, item in keys:
        of_source.setdefault(source, []).append(item)
    rows = (row for source, items in of_source.items() for row in ledger.known(source, items).values())
    return {_key(row): row for row in rows}


def named_apart(items: Sequence[Item], ledger: Ledger) -> list[Item]:
    """The same items, where one whose name another file gave to an item of the same source gets its own file's name
    added: two folders called ``news``, or two tables with the same row numbers, must not overwrite each other.
    """
    known = known_items((_key(item) for item in items), ledger)
    taken = {key: state.origin for key, state in known.items() if Path(state.origin).exists()}
    return [
        item
        if taken.setdefault(_key(item), item.origin) == item.origin
        else item.model_copy(update={"item": f"{item.item} in {item.origin}"})
        for item in items
    ]


class Sorted(Model):
    """A batch of clean articles, sorted by what is already known."""

    fresh: tuple[CleanArticle, ...]
    repeats: tuple[CleanArticle, ...]  # the same article under another item, which stands for it
    first: dict[str, str]  # of fresh articles whose text another had before: id -> id of that article


def deduplicate(articles: Sequence[CleanArticle], ledger: Ledger) -> Sorted:
    """Articles with one id are one article, held by the item that brought it first. Articles with other ids and the
    same words are copies of one story, and point to the one that arrived first.
    """
    owner = {s.article: _key(s) for s in reversed(ledger.of_articles(a.id for a in articles)) if s.state == "done"}
    told = _first_told(articles, ledger)
    fresh: list[CleanArticle] = []
    repeats: list[CleanArticle] = []
    for article in articles:
        mine = owner.setdefault(article.id, _key(article)) == _key(article)
        (fresh if mine else repeats).append(article)
    first = {a.id: told[a.content_hash] for a in fresh if told[a.content_hash] != a.id}
    return Sorted(fresh=tuple(fresh), repeats=tuple(repeats), first=first)


def _first_told(articles: Sequence[CleanArticle], ledger: Ledger) -> dict[str, str]:
    """For each text, by its hash, the article that had it first. Items of this batch count as they are now."""
    now = {_key(a): a for a in articles}
    before = [s for s in ledger.of_contents(a.content_hash for a in articles) if s.state == "done"]
    order = {_key(s): s.arrived for s in before}
    latest = 1 + max(order.values(), default=0)
    candidates = [(s.arrived, s.content_hash or "", s.article or "") for s in before if _key(s) not in now]
    candidates += [(order.get(k, latest + n), a.content_hash, a.id) for n, (k, a) in enumerate(now.items())]
    return {content_hash: article for _, content_hash, article in sorted(candidates, reverse=True)}


def orphans(states: Iterable[ItemState], ledger: Ledger) -> tuple[str, ...]:
    """Articles that these items stood for before and that no item stands for now: an edited item's former article."""
    now = {_key(s): s.article for s in states}
    former = {s.article for k, s in known_items(now, ledger).items() if s.article and s.article != now[k]}
    kept = {s.article for s in ledger.of_articles(former) if _key(s) not in now} | set(now.values())
    return tuple(sorted(former - kept))


def _key(subject: ItemState | Item | CleanArticle) -> Key:
    return subject.source, subject.item
