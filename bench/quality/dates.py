"""How well articles are dated: ``python -m bench.quality.dates SHARED``, SHARED being the folder with ``corpora/``.

1. Press releases as they are: the exact day, within two days of the event that they report.
2. The same without header, dateline and file number: the share of truths inside the inferred interval.
3. Newswire of 2005 to 2011 without dates: the share of intervals that touch those years.
4. News pages: the exact day, beside plain htmldate.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from htmldate import find_date

from parley.clean import clean
from parley.dating import date as published
from parley.knowledge import Knowledge, shipped
from parley.models import CleanArticle, Published, RawArticle, Rejected

_HEADER = re.compile(r"^.*(?:release|download pdf|command\s*-|\b20\d\d-\d\d-[A-Z]|\(\s*[A-Z][a-z]{2,8}\.? \d).*$", re.I)
_DATELINE = re.compile(r"^.{0,60}?\([A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?\)[\s–—-]*")
_PROSE = 150  # characters of a line that is no header
_CLOSE = 2  # days


def releases(shared: Path) -> Iterator[tuple[str, date]]:
    """Text and day of the reported event."""
    for line in (shared / "corpora/dev/isaf_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], date.fromisoformat(row["label"]["start_date"])


def undated(text: str) -> str:
    """The prose of a release: without the lines before it and without its dateline."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((i for i, line in enumerate(lines) if len(_DATELINE.sub("", line)) > _PROSE), len(lines) - 1)
    return "\n\n".join(_DATELINE.sub("", line) for line in lines[first:])


def raw(text: str, kind: str = "text", url: str | None = None) -> RawArticle:
    return RawArticle.model_validate(
        {"source": "b", "source_name": "b", "item": "b", "origin": "b", "content": text, "kind": kind, "url": url}
    )


def bare(text: str) -> CleanArticle:
    """The text as an article that cleaning left alone."""
    return CleanArticle(
        id="b", source="b", source_name="b", item="b", title="", text=text,
        language="en", language_confidence=1, content_hash="b",
    )  # fmt: skip


def near(found: Published, truth: date) -> bool:
    return found.at is not None and abs(found.at.date() - truth).days <= _CLOSE


def inside(found: Published, truth: date) -> bool:
    """Whether the event's day, with the two days until it is reported, touches the interval."""
    return (not found.earliest or (found.earliest - truth).days <= _CLOSE) and (
        not found.latest or truth <= found.latest
    )


def measure_releases(shared: Path, knowledge: Knowledge) -> None:
    rows = list(releases(shared))
    whole = [(published(bare(text), raw(text), knowledge), day) for text, day in rows]
    print(f"releases: {len(rows)}")
    print(f"  as they are: day within {_CLOSE}: {share(near(p, d) for p, d in whole)}")
    print(f"    a day is given: {share(p.at is not None for p, _ in whole)}")
    cleaned = [(clean_and_date(raw(text), knowledge), day) for text, day in rows]
    print(f"  through clean: day within {_CLOSE}: {share(p is not None and near(p, d) for p, d in cleaned)}")
    cut = [(published(bare(undated(text)), raw(undated(text)), knowledge), day) for text, day in rows]
    widths = [(p.latest - p.earliest).days for p, _ in cut if p.latest and p.earliest]
    print(f"  header cut: truth inside: {share(inside(p, d) for p, d in cut)}")
    print(f"    both bounds: {share(bool(p.latest and p.earliest) for p, _ in cut)}")
    print(f"    none: {share(p.basis == 'none' for p, _ in cut)}")
    print(f"    median width: {median(widths) if widths else None} days")


def measure_newswire(shared: Path, knowledge: Knowledge) -> None:
    """Undated pieces of 2005 to 2011: an interval that misses those years is wrong."""
    lines = (shared / "corpora/voa_afghan_pseudo_docs.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [" ".join(json.loads(line)["sentences"]) for line in lines]
    found = [published(bare(text), raw(text), knowledge) for text in texts]
    years = (date(2005, 1, 1), date(2011, 12, 31))
    widths = [(p.latest - p.earliest).days for p in found if p.latest and p.earliest]
    print(f"newswire of 2005 to 2011: {len(found)}")
    print(f"  touches those years: {share(inside_years(p, *years) for p in found)}")
    print(f"  both bounds: {share(bool(p.latest and p.earliest) for p in found)}, median {median(widths or [0])} days")
    print(f"  none: {share(p.basis == 'none' for p in found)}")


def inside_years(found: Published, first: date, last: date) -> bool:
    return (not found.earliest or found.earliest <= last) and (not found.latest or first <= found.latest)


def clean_and_date(article: RawArticle, knowledge: Knowledge) -> Published | None:
    cleaned = clean(article)
    return None if isinstance(cleaned, Rejected) else published(cleaned, article, knowledge)


def measure_pages(shared: Path, knowledge: Knowledge) -> None:
    with tarfile.open(shared / "corpora/dev/htmldate.tar.xz") as archive:
        files = {Path(m.name).name: archive.extractfile(m) for m in archive.getmembers() if m.isfile()}
        content = {name: file.read().decode("utf-8", "replace") for name, file in files.items() if file}
    gold = json.loads(content["gold.json"])
    ours, plain = [], []
    for url, row in gold.items():
        page, truth = content[row["file"]], row["date"]
        found = clean_and_date(raw(page, "html", url), knowledge)
        ours.append(bool(found and found.at and found.at.date().isoformat() == truth))
        plain.append(find_date(page, original_date=True) == truth)
    print(f"pages: {len(gold)}\n  exact day: {share(ours)}, plain htmldate: {share(plain)}")


def share(hits: Iterator[bool] | list[bool]) -> str:
    hits = list(hits)
    return f"{sum(hits)}/{len(hits)} = {sum(hits) / max(1, len(hits)):.3f}"


def measure_speed(shared: Path, knowledge: Knowledge) -> None:
    texts = [undated(text) for text, _ in releases(shared)]
    joined = ["\n\n".join(texts[i : i + 10]) for i in range(0, len(texts), 10)]
    size, start = sum(map(len, joined)), time.process_time()
    for text in joined:
        published(bare(text), raw(text), knowledge)
    print(f"speed: {size / (time.process_time() - start) / 1e6:.1f} MB/s on undated text")


if __name__ == "__main__":
    folder, facts = Path(sys.argv[1]), shipped()
    measure_releases(folder, facts)
    measure_newswire(folder, facts)
    measure_pages(folder, facts)
    measure_speed(folder, facts)
