"""Writes kibana/parley.ndjson, what ``parley kibana import`` imports: data views, panels, dashboards.

python -m tools.kibana_objects

Ids are stable, so that importing again replaces.
"""

from __future__ import annotations

import json
from pathlib import Path

from tools.kibana_shapes import (
    Json,
    average,
    board,
    count,
    data_view,
    date,
    donut,
    filters,
    heatmap,
    search,
    table,
    terms,
    unique,
    xy,
)

FILE = Path(__file__).parent.parent / "kibana" / "parley.ndjson"
UNDATED = "not published_at: *"
BOUNDED = f"{UNDATED} and published_earliest: * and published_latest: *"
SURE = "not candidate: true"  # so that a claim of an older Parley, which does not say, counts too
SUPPORT, OPPOSE = "#0077cc", "#d6611f"  # told apart by colour-blind people too

DATED_ARTICLES, ARTICLES = "parley-articles", "parley-articles-all"
DATED_CLAIMS, CLAIMS = "parley-claims", "parley-claims-all"


def build() -> list[Json]:
    """Everything, what is referred to before what refers to it."""
    boards = [_actors(), _stances(), _quality()]
    return [*_data_views(), *(each for board in boards for each in board)]


def _data_views() -> list[Json]:
    return [
        data_view(DATED_ARTICLES, "parley-articles", "Parley articles", "published_at"),
        data_view(ARTICLES, "parley-articles", "Parley articles, undated too", None),
        data_view(DATED_CLAIMS, "parley-claims", "Parley claims", "published_at"),
        data_view(CLAIMS, "parley-claims", "Parley claims, undated too", None),
    ]


def _actors() -> list[Json]:
    over_time = {"who": terms("actor_names", 10), "when": date(), "articles": count()}
    types = {"what": terms("actor_types", 9), "when": date(), "articles": count()}
    undated = {"who": terms("actor_names", 10), "when": date("published_range", "1y"), "articles": count()}
    ranking = {
        "who": terms("actor_names", 25),
        "articles": count(),
        "outlets": unique("outlet", "outlets"),
        "undated": count("without a day", UNDATED),
    }
    return board(
        "parley-actors",
        "Parley: Actors over time",
        "Who is written about, and when. What has no known day is counted apart.",
        "Bars follow the time picker and show articles whose day is known. Panels that say *undated too* ignore it. "
        "An article that lies within an interval counts in **each** year that it may belong to.",
        [
            (16, xy("parley-actors-over-time", "Actors over time", DATED_ARTICLES, over_time, "bar_stacked"), 32),
            (16, xy("parley-actor-types", "Kinds of actors", DATED_ARTICLES, types, "bar_percentage_stacked"), 16),
            (16, table("parley-actors-ranked", "Actors, undated too", ARTICLES, ranking), 24),
            (16, xy("parley-actors-undated", "May be from this year", ARTICLES, undated, "bar_stacked", BOUNDED), 24),
        ],
    )


def _stances() -> list[Json]:
    matrix = {"actor": terms("actor_name", 15), "target": terms("target_name", 15), "claims": count("claims")}
    over_time = {
        "when": date(),
        "support": count("support", "stance: support"),
        "oppose": count("oppose", "stance: oppose"),
    }
    rows = {
        "actor": terms("actor_name", 20),
        "target": terms("target_name", 5),
        "stance": terms("stance", 4),
        "claims": count("claims"),
        "confidence": average("confidence"),
        "outlets": unique("outlet", "outlets"),
    }
    voices = {"how": terms("attribution", 3), "claims": count("claims")}
    by_actor = {"actor": terms("actor_name", 15), "stance": terms("stance", 4), "claims": count("claims")}
    shown = ["actor_name", "stance", "target_name", "sentence", "attribution", "confidence", "outlet", "article_title"]
    span = ["published_earliest", "published_latest"]
    colours = {"support": SUPPORT, "oppose": OPPOSE}
    over, undated, stacked = "Support and oppose over time", "Claims without a known day", "bar_horizontal_stacked"
    return board(
        "parley-stances",
        "Parley: Stances",
        "Who takes which stance on what, with the sentences that show it.",
        "Each claim is one sentence. Click a cell or a bar to filter every panel by it. Panels that say *undated too* "
        "ignore the time picker. Candidates, the less sure claims, are left out: search `candidate: true` in Discover.",
        [
            (18, heatmap("parley-matrix", "Actor by target: number of claims", DATED_CLAIMS, matrix, SURE), 28),
            (18, xy("parley-stance-by-actor", "Stances of actors", DATED_CLAIMS, by_actor, stacked, SURE), 20),
            (14, xy("parley-oppose-support", over, DATED_CLAIMS, over_time, "bar", SURE, colours), 34),
            (14, donut("parley-attribution", "In whose voice", DATED_CLAIMS, voices, SURE), 14),
            (18, search("parley-newest-claims", "Newest claims", DATED_CLAIMS, shown, "published_at", SURE), 48),
            (16, table("parley-stances-all", "Stances, undated too", CLAIMS, rows, SURE), 24),
            (16, search("parley-undated-claims", undated, CLAIMS, span + shown, span[1], f"{UNDATED} and {SURE}"), 24),
        ],
    )


def _quality() -> list[Json]:
    dated = {"day": filters({"day known": "published_at: *", "undated": UNDATED}), "articles": count()}
    basis = {"basis": terms("published_basis", 5), "articles": count()}
    precision = {"precision": terms("published_precision", 6), "articles": count()}
    copies = {
        "source": terms("source_name", 20),
        "copy": filters({"first": "not duplicate_of: *", "duplicate": "duplicate_of: *"}),
        "articles": count(),
    }
    outlets = {
        "outlet": terms("outlet", 30, missing=True),
        "articles": count(),
        "undated": count("undated", UNDATED),
        "duplicates": count("duplicates", "duplicate_of: *"),
        "without": count("no actor found", "not actors: *"),
    }
    languages = {"language": terms("language", 10), "articles": count()}
    taken_in = {"source": terms("source_name", 10), "when": date("ingested_at", "1d"), "articles": count()}
    unknown = {"name": terms("mentions_unresolved", 25), "articles": count()}
    return board(
        "parley-quality",
        "Parley: Sources and data quality",
        "What the archive is made of, and how far it can be trusted.",
        "Every panel counts all articles, undated too. What cleaning removed is shown with each article but is not "
        "searchable, and what was rejected is in no index: see `parley failures`.",
        [
            (12, donut("parley-dated", "Day known or not", ARTICLES, dated), 16),
            (12, donut("parley-basis", "What dates rest on", ARTICLES, basis), 16),
            (12, xy("parley-precision", "Precision of dates", ARTICLES, precision, "bar_horizontal"), 16),
            (16, table("parley-outlets", "Outlets", ARTICLES, outlets), 32),
            (16, xy("parley-languages", "Languages", ARTICLES, languages, "bar_horizontal"), 16),
            (14, xy("parley-duplicates", "Duplicates by source", ARTICLES, copies, "bar_horizontal_stacked"), 24),
            (14, xy("parley-taken-in", "Taken in", ARTICLES, taken_in, "bar_stacked"), 24),
            (16, table("parley-unresolved", "Names that no actor answers to", ARTICLES, unknown), 48),
        ],
    )


def text() -> str:
    """The file: one object a line."""
    return "".join(json.dumps(each, sort_keys=True) + "\n" for each in build())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
