"""The shapes of Kibana's saved objects: columns, panels, dashboards, data views.

Each object has the shape that Kibana 9 exports. Its versions are older ones on purpose: Kibana migrates what it imports
to its own version, and refuses what is newer than itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

CORE = "8.8.0"
VERSIONS = {
    "index-pattern": "8.0.0",
    "lens": "8.9.0",
    "search": "10.5.0",
    "visualization": "8.5.0",
    "dashboard": "10.2.0",
}
RECORDS = "___records___"  # Lens's name for "every document"
LAYER = "layer"  # each panel has one
WIDTH = 48  # of Kibana's grid


# Columns of a Lens layer.


def terms(field: str, size: int, missing: bool = False) -> Json:
    """The most frequent values; ordered by the panel's first metric."""
    params = {
        "size": size,
        "orderDirection": "desc",
        "otherBucket": missing,  # Kibana offers the missing bucket only beside the other one
        "missingBucket": missing,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    label = field.removesuffix("_name").removesuffix("_names").replace("_", " ")
    return _column(label, "string", "terms", "ordinal", field, params)


def date(field: str = "published_at", interval: str = "auto") -> Json:
    """Buckets of time; ``auto`` follows the time picker."""
    params = {"interval": interval, "includeEmptyRows": interval == "auto", "dropPartials": False}
    return _column(field.replace("_", " "), "date", "date_histogram", "interval", field, params)


def filters(queries: Mapping[str, str]) -> Json:
    """One bucket for each KQL query, by label."""
    listed = [{"label": label, "input": _kql(query)} for label, query in queries.items()]
    return _column("filters", "string", "filters", "ordinal", None, {"filters": listed})


def count(label: str = "articles", query: str = "") -> Json:
    """Number of documents, of those only that the KQL query finds."""
    made = _column(label, "number", "count", "ratio", RECORDS, {"emptyAsNull": False})
    return made | {"filter": _kql(query)} if query else made


def unique(field: str, label: str) -> Json:
    """Number of different values."""
    return _column(label, "number", "unique_count", "ratio", field, {"emptyAsNull": False})


def average(field: str) -> Json:
    """Mean, with two decimals."""
    shown = {"format": {"id": "number", "params": {"decimals": 2}}, "emptyAsNull": False}
    return _column(field, "number", "average", "ratio", field, shown)


def _column(label: str, kind: str, operation: str, scale: str, field: str | None, params: Json) -> Json:
    made = {
        "label": label,
        "customLabel": True,
        "dataType": kind,
        "operationType": operation,
        "isBucketed": scale != "ratio",
        "scale": scale,
        "params": params,
    }
    return made | {"sourceField": field} if field else made


def _kql(query: str) -> Json:
    return {"query": query, "language": "kuery"}


# Panels. Lens nests buckets in the order of the columns: the top ten actors, and for each of them the months.


def xy(
    id: str,
    title: str,
    view: str,
    columns: Json,
    series: str,
    query: str = "",
    colours: Mapping[str, str] | None = None,
) -> Json:
    """Bars along time, or along the first bucket where there is no time; the other bucket is the split."""
    buckets, metrics = _split(columns)
    along = next((name for name in buckets if columns[name]["dataType"] == "date"), buckets[0])
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "position": "top",
        "showGridlines": False,
        "accessors": metrics,
        "xAccessor": along,
        "yConfig": [{"forAccessor": name, "color": colour} for name, colour in (colours or {}).items()],
    }
    if len(buckets) > 1:
        (layer["splitAccessor"],) = (name for name in buckets if name != along)
    shown = {
        "legend": {"isVisible": True, "position": "right", "showSingleSeries": bool(colours)},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "preferredSeriesType": series,
        "layers": [layer],
    }
    return _lens(id, title, "lnsXY", view, columns, shown, query)


def heatmap(id: str, title: str, view: str, columns: Json, query: str = "") -> Json:
    """The first bucket down, the second one across, the metric as colour and number."""
    (down, across), (value,) = _split(columns)
    shown = {
        "layerId": LAYER,
        "layerType": "data",
        "shape": "heatmap",
        "xAccessor": across,
        "yAccessor": down,
        "valueAccessor": value,
        "legend": {"isVisible": False, "position": "right", "type": "heatmap_legend"},
        "gridConfig": {
            "type": "heatmap_grid",
            "isCellLabelVisible": True,
            "isXAxisLabelVisible": True,
            "isXAxisTitleVisible": True,
            "isYAxisLabelVisible": True,
            "isYAxisTitleVisible": True,
        },
    }
    return _lens(id, title, "lnsHeatmap", view, columns, shown, query)


def donut(id: str, title: str, view: str, columns: Json, query: str = "") -> Json:
    """Shares of the whole."""
    buckets, metrics = _split(columns)
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "primaryGroups": buckets,
        "metrics": metrics,
        "numberDisplay": "percent",
        "categoryDisplay": "default",
        "legendDisplay": "show",
        "nestedLegend": False,
    }
    return _lens(id, title, "lnsPie", view, columns, {"shape": "donut", "layers": [layer]}, query)


def table(id: str, title: str, view: str, columns: Json, query: str = "") -> Json:
    """One row for each combination of the buckets."""
    listed = [{"columnId": name, "isTransposed": False} for name in columns]
    shown = {"layerId": LAYER, "layerType": "data", "columns": listed, "paging": {"size": 20, "enabled": True}}
    return _lens(id, title, "lnsDatatable", view, columns, shown, query)


def _split(columns: Json) -> tuple[list[str], list[str]]:
    """The names of buckets, and those of metrics."""
    buckets = [name for name, column in columns.items() if column["isBucketed"]]
    return buckets, [name for name in columns if name not in buckets]


def _lens(id: str, title: str, kind: str, view: str, columns: Json, shown: Json, query: str = "") -> Json:
    first = _split(columns)[1][0]
    ordered = {name: _ordered(column, first) for name, column in columns.items()}
    layer = {"columnOrder": list(ordered), "columns": ordered, "incompleteColumns": {}, "sampling": 1}
    state = {
        "adHocDataViews": {},
        "internalReferences": [],
        "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
        "filters": [],
        "query": _kql(query),
        "visualization": shown,
    }
    attributes = {"title": title, "description": "", "visualizationType": kind, "state": state}
    reference = _reference("index-pattern", view, f"indexpattern-datasource-layer-{LAYER}")
    return _object("lens", id, attributes, [reference])


def _ordered(column: Json, metric: str) -> Json:
    if column["operationType"] != "terms":
        return column
    return column | {"params": column["params"] | {"orderBy": {"type": "column", "columnId": metric}}}


def search(id: str, title: str, view: str, columns: Sequence[str], newest_by: str, query: str = "") -> Json:
    """A Discover session: documents as rows, the newest first."""
    attributes = {
        "title": title,
        "description": "",
        "columns": list(columns),
        "sort": [[newest_by, "desc"]],
        "grid": {"columns": {"sentence": {"width": 520}}},
        "hideChart": True,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "kibanaSavedObjectMeta": _source(query, "kibanaSavedObjectMeta.searchSourceJSON.index"),
    }
    reference = _reference("index-pattern", view, "kibanaSavedObjectMeta.searchSourceJSON.index")
    return _object("search", id, attributes, [reference])


def _note(id: str, title: str, text: str) -> Json:
    """A classic panel of text."""
    params = {"fontSize": 12, "openLinksInNewTab": False, "markdown": text}
    attributes = {
        "title": title,
        "description": "",
        "uiStateJSON": "{}",
        "version": 1,
        "visState": json.dumps({"title": title, "type": "markdown", "aggs": [], "params": params}),
        "kibanaSavedObjectMeta": _source(""),
    }
    return _object("visualization", id, attributes, [])


def board(id: str, title: str, description: str, note: str, rows: Sequence[tuple[int, Json, int]]) -> list[Json]:
    """A dashboard with what it shows: a note, then panels of (height, panel, width), from left to right and down."""
    placed = [(4, _note(f"{id}-note", f"{title}: how to read it", note), WIDTH), *rows]
    panels, references, x, y = [], [], 0, 0
    for number, (height, panel, width) in enumerate(placed, 1):
        name = str(number)
        grid = {"x": x, "y": y, "w": width, "h": height, "i": name}
        panels.append(
            {
                "type": panel["type"],
                "gridData": grid,
                "panelIndex": name,
                "embeddableConfig": {"enhancements": {}},
                "panelRefName": f"panel_{name}",
            }
        )
        references.append(_reference(panel["type"], panel["id"], f"{name}:panel_{name}"))
        x, y = (x + width, y) if x + width < WIDTH else (0, y + height)
    options = {"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False}
    attributes = {
        "title": title,
        "description": description,
        "kibanaSavedObjectMeta": _source(""),
        "optionsJSON": json.dumps(options | {"hidePanelTitles": False}),
        "panelsJSON": json.dumps(panels),
        "timeRestore": True,  # an archive reaches back years; Kibana's own default is fifteen minutes
        "timeFrom": "now-30y",
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "version": 1,
    }
    return [*(panel for _, panel, _ in placed), _object("dashboard", id, attributes, references)]


def data_view(id: str, indices: str, name: str, time: str | None) -> Json:
    """A name for indices; with a time field, what has none is out of sight."""
    attributes = {
        "title": indices,
        "name": name,
        "allowHidden": False,
        "fieldAttrs": "{}",
        "fieldFormatMap": "{}",
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
    }
    return _object("index-pattern", id, attributes | ({"timeFieldName": time} if time else {}), [])


def _source(query: str, index: str | None = None) -> Json:
    source: Json = {"query": _kql(query), "filter": []}
    return {"searchSourceJSON": json.dumps(source | ({"indexRefName": index} if index else {}))}


def _reference(kind: str, id: str, name: str) -> Json:
    return {"type": kind, "id": id, "name": name}


def _object(kind: str, id: str, attributes: Json, references: list[Json]) -> Json:
    return {
        "type": kind,
        "id": id,
        "managed": False,
        "coreMigrationVersion": CORE,
        "typeMigrationVersion": VERSIONS[kind],
        "attributes": attributes,
        "references": references,
    }
