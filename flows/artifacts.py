"""What a person reads of a run in Prefect's page."""

from __future__ import annotations

from collections.abc import Iterable

from prefect.artifacts import create_markdown_artifact

from parley.batch import Report

SHOWN = 15


def publish(run: str, archive: str, report: Report) -> None:
    """Keep the report of a run as the artifact ``ingest-report``, whose former versions stay listed."""
    create_markdown_artifact(key="ingest-report", markdown=markdown(run, archive, report), description=f"Run {run}")


def markdown(run: str, archive: str, report: Report) -> str:
    """Outcome by reason, stages and their times, top actors and stances."""
    total = sum(report.seconds.values()) or 1.0
    stages = ((stage, f"{s:.2f}", f"{s / total:.0%}") for stage, s in _top(report.seconds))
    return "\n\n".join(
        (
            f"# Run {run}",
            f"{report.articles} articles with {report.claims} claims written to `{archive}`.",
            _table("Items", ("state", "items"), report.items.items()),
            _table("In no article", ("reason", "items"), _top(report.reasons)),
            _table("Time", ("stage", "seconds", "share"), stages),
            _table("Actors", ("actor", "articles"), _top(report.actors)),
            _table("Stances", ("actor, stance, target", "claims"), _top(report.stances)),
        )
    )


def _top(counts: dict[str, int] | dict[str, float]) -> list[tuple[str, float]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


def _table(title: str, columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    lines = [" | ".join(_cell(cell) for cell in row) for row in rows]
    if not lines:
        return f"## {title}\n\nnone"
    return "\n".join((f"## {title}", "", " | ".join(columns), " | ".join("---" for _ in columns), *lines))


def _cell(value: object) -> str:
    """Names come from articles: nothing in them may be read as markup."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+!|~" else c for c in str(value)).replace("\n", " ")
