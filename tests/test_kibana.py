"""The saved objects of ``kibana/``: whole, over fields that are there, and each panel asked of a real Elasticsearch."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from parley.stores.elastic import ElasticStore, mapping, upkeep
from parley.stores.elastic.connection import Connection, client
from tests.stores.conftest import _tidy, elasticsearch_url, remove  # noqa: F401  # _tidy ends the server with the tests
from tests.stores.factory import article, between, claim, on
from tools import kibana_objects

OBJECTS: list[dict[str, Any]] = [json.loads(line) for line in kibana_objects.FILE.read_text("utf-8").splitlines()]
BY_ID = {(each["type"], each["id"]): each for each in OBJECTS}
LENSES = [each for each in OBJECTS if each["type"] == "lens"]
SEARCHES = [each for each in OBJECTS if each["type"] == "search"]
DASHBOARDS = [each for each in OBJECTS if each["type"] == "dashboard"]
EVERY = "___records___"
CAN = {  # what each operation of Lens can be asked of
    "terms": {"keyword", "boolean"},
    "date_histogram": {"date", "date_range"},
    "unique_count": {"keyword"},
    "average": {"float", "integer"},
}
SEARCH_SOURCE = "kibanaSavedObjectMeta"
TAKES = {  # the attributes that Kibana's schemas of these types know; it refuses objects with any other
    "index-pattern": "title name timeFieldName allowHidden fieldAttrs fieldFormatMap fields runtimeFieldMap "
    "sourceFilters",
    "lens": "title description visualizationType state",
    "search": f"title description columns sort grid hideChart isTextBasedQuery timeRestore {SEARCH_SOURCE}",
    "visualization": f"title description uiStateJSON version visState {SEARCH_SOURCE}",
    "dashboard": "title description timeRestore timeFrom timeTo refreshInterval optionsJSON panelsJSON version "
    f"{SEARCH_SOURCE}",
}
INTERVALS = {"auto": "month", "1d": "day", "1y": "year"}  # auto: what Kibana makes of a few years


def fields(view: str) -> dict[str, Any]:
    """The mapping behind a data view."""
    name = BY_ID["index-pattern", view]["attributes"]["title"].removeprefix("parley-")
    both = (mapping.template(part)["template"]["mappings"]["properties"] for part in ("common", name))
    return {field: how for each in both for field, how in each.items()}


def view_of(each: dict[str, Any]) -> str:
    (reference,) = each["references"]
    return str(reference["id"])


def layer_of(lens: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    ((name, layer),) = lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"].items()
    return name, layer


def source_of(each: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(each["attributes"][SEARCH_SOURCE]["searchSourceJSON"])
    return loaded


def queries_of(lens: dict[str, Any]) -> list[str]:
    """Every KQL in a panel."""
    found = [lens["attributes"]["state"]["query"]["query"]]
    for column in layer_of(lens)[1]["columns"].values():
        found += [each["input"]["query"] for each in column["params"].get("filters", ())]
        found += [column["filter"]["query"]] if "filter" in column else []
    return [query for query in found if query]


def terms_of(query: str) -> list[tuple[bool, str, str]]:
    """KQL as these panels write it: ``not a: * and b: c`` as (wanted, field, value)."""
    parts = [part.split(": ") for part in query.split(" and ")] if query else []
    return [(not name.startswith("not "), name.removeprefix("not "), value) for name, value in parts]


def asked(query: str) -> dict[str, Any]:
    """The query that Kibana makes of that KQL."""
    made: dict[str, list[Any]] = {"filter": [], "must_not": []}
    for wanted, name, value in terms_of(query):
        one = {"exists": {"field": name}} if value == "*" else {"term": {name: value}}
        made["filter" if wanted else "must_not"].append(one)
    return {"bool": made}


def test_the_file_is_what_the_generator_writes() -> None:
    assert kibana_objects.FILE.read_text("utf-8") == kibana_objects.text(), "run: python -m tools.kibana_objects"


def test_ids_are_unique_and_every_reference_leads_to_an_object_of_the_file() -> None:
    assert len(BY_ID) == len(OBJECTS)
    for each in OBJECTS:
        for reference in each["references"]:
            assert (reference["type"], reference["id"]) in BY_ID, (each["id"], reference)


def test_objects_have_no_attribute_that_kibana_would_refuse() -> None:
    for each in OBJECTS:
        assert set(each["attributes"]) <= set(TAKES[each["type"]].split()), each["id"]


def test_each_index_has_a_data_view_with_and_one_without_the_day() -> None:
    views = [each["attributes"] for each in OBJECTS if each["type"] == "index-pattern"]
    found = {(view["title"], view.get("timeFieldName")) for view in views}
    assert found == {(title, day) for title in ("parley-articles", "parley-claims") for day in ("published_at", None)}
    assert len({view["name"] for view in views}) == 4


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens["id"])
def test_a_panel_uses_its_own_columns_and_names_its_data_view_as_lens_does(lens: dict[str, Any]) -> None:
    name, layer = layer_of(lens)
    assert lens["references"][0]["name"] == f"indexpattern-datasource-layer-{name}"
    assert sorted(layer["columnOrder"]) == sorted(layer["columns"])
    metrics = [each for each in layer["columnOrder"] if not layer["columns"][each]["isBucketed"]]
    assert layer["columnOrder"][-len(metrics) :] == metrics, "Lens wants buckets before metrics"
    shown = json.dumps(lens["attributes"]["state"]["visualization"])
    assert all(f'"{column}"' in shown for column in layer["columns"]), "a column that nothing shows"
    for column in layer["columns"].values():
        by = column["params"].get("orderBy")
        assert by is None or by["columnId"] in metrics


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens["id"])
def test_a_panel_asks_of_each_field_what_its_type_can_answer(lens: dict[str, Any]) -> None:
    mapped = fields(view_of(lens))
    for column in layer_of(lens)[1]["columns"].values():
        source = column.get("sourceField", EVERY)
        if source != EVERY:
            assert mapped[source]["type"] in CAN[column["operationType"]], source
            assert mapped[source].get("doc_values", True), source
    for query in queries_of(lens):
        for _, name, _ in terms_of(query):
            assert mapped[name].get("index", True), f"{name} is not searchable"


@pytest.mark.parametrize("session", SEARCHES, ids=lambda session: session["id"])
def test_a_table_of_documents_shows_mapped_fields_and_sorts_by_a_date(session: dict[str, Any]) -> None:
    mapped = fields(view_of(session))
    assert source_of(session)["indexRefName"] == session["references"][0]["name"]
    for name in session["attributes"]["columns"]:
        assert mapped[name].get("enabled", True), name
    ((newest, way),) = session["attributes"]["sort"]
    assert (mapped[newest]["type"], way) == ("date", "desc")


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard["id"])
def test_a_dashboard_shows_each_panel_once_and_none_over_another(dashboard: dict[str, Any]) -> None:
    panels = json.loads(dashboard["attributes"]["panelsJSON"])
    named = {reference["name"]: reference for reference in dashboard["references"]}
    assert {f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in panels} == set(named)
    cells: set[tuple[int, int]] = set()
    for panel in panels:
        grid = panel["gridData"]
        assert grid["i"] == panel["panelIndex"]
        assert named[f"{grid['i']}:{panel['panelRefName']}"]["type"] == panel["type"]
        own = {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
        assert not own & cells
        assert max(x for x, _ in own) < 48
        cells |= own


def test_every_panel_over_claims_leaves_candidates_out() -> None:
    queries = {lens["id"]: (view_of(lens), lens["attributes"]["state"]["query"]["query"]) for lens in LENSES}
    queries |= {each["id"]: (view_of(each), source_of(each)["query"]["query"]) for each in SEARCHES}
    over_claims = [terms_of(query) for view, query in queries.values() if view.startswith("parley-claims")]
    assert len(over_claims) >= 7
    assert all((False, "candidate", "true") in terms for terms in over_claims)


def test_every_panel_is_on_a_dashboard() -> None:
    shown = {(each["type"], each["id"]) for board in DASHBOARDS for each in board["references"]}
    assert shown == {key for key in BY_ID if key[0] in ("lens", "search", "visualization")}


@pytest.fixture(scope="module")
def filled() -> Iterator[Connection]:
    """An archive with a few articles and claims, of every kind that a panel tells apart."""
    made = Connection(urls=(elasticsearch_url(),), prefix=f"test-{uuid.uuid4().hex[:8]}", patience=20)
    upkeep.init(made)
    known = {"actors": ("taliban",), "actor_names": ("Taliban",), "actor_types": ("armed-group",), "outlet": "Herald"}
    spring, year = on(2014, 3, 9), between(date(2012, 5, 1), date(2013, 2, 1))
    articles = [
        article("dated", spring, **known),
        article("copy", spring, duplicate_of="dated", mentions_unresolved=("Mullah Nobody",)),
        article("undated", year, **known),
        article("open", between(date(2011, 1, 1), None), **known),  # no end: in no bucket of years
    ]
    claims = [
        claim("against", "dated", spring, outlet="Herald"),
        claim("for", "dated", spring, stance="support", target_name="elections", outlet="Herald"),
        claim("sometime", "undated", year, outlet="Herald"),
    ]
    with closing(ElasticStore.open(made)) as store:
        store.write(articles, claims)
    yield made
    remove(made)


def ask(archive: Connection, each: dict[str, Any], **body: Any) -> Any:
    """What the indices behind an object's data view answer."""
    alias = BY_ID["index-pattern", view_of(each)]["attributes"]["title"].replace("parley", archive.prefix, 1)
    with client(archive) as server:
        return server.search(index=alias, **body).body


def bucket_of(column: dict[str, Any]) -> dict[str, Any]:
    """The aggregation that Lens makes of a column that groups; the order is that of counts."""
    field, params = column.get("sourceField"), column["params"]
    match column["operationType"]:
        case "terms":
            wanted = {"field": field, "size": params["size"], "order": {"_count": params["orderDirection"]}}
            return {"terms": wanted | ({"missing": "__missing__"} if params["missingBucket"] else {})}
        case "date_histogram":
            interval = INTERVALS[params["interval"]]
            return {"date_histogram": {"field": field, "calendar_interval": interval, "min_doc_count": 1}}
        case "filters":
            return {
                "filters": {"filters": {each["label"]: asked(each["input"]["query"]) for each in params["filters"]}}
            }
    raise AssertionError(column["operationType"])


def metric_of(column: dict[str, Any]) -> dict[str, Any]:
    kinds = {"unique_count": "cardinality", "average": "avg"}
    if column["operationType"] == "count":
        return {"filter": asked(column["filter"]["query"] if "filter" in column else "")}
    return {kinds[column["operationType"]]: {"field": column["sourceField"]}}


def values(answer: dict[str, Any], buckets: list[str], metric: str) -> list[float]:
    """A metric's values in the innermost buckets."""
    if not buckets:
        found = answer[metric]
        return [found.get("doc_count", found.get("value")) or 0]
    inner = answer[buckets[0]]["buckets"]
    listed = inner.values() if isinstance(inner, dict) else inner
    return [value for each in listed for value in values(each, buckets[1:], metric)]


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens["id"])
def test_a_panel_asked_of_the_server_shows_something_in_every_column(lens: dict[str, Any], filled: Connection) -> None:
    _, layer = layer_of(lens)
    columns = layer["columns"]
    buckets = [name for name in layer["columnOrder"] if columns[name]["isBucketed"]]
    metrics = [name for name in layer["columnOrder"] if name not in buckets]
    aggregations: dict[str, Any] = {name: metric_of(columns[name]) for name in metrics}
    for name in reversed(buckets):
        aggregations = {name: bucket_of(columns[name]) | {"aggs": aggregations}}
    answer = ask(filled, lens, size=0, query=asked(lens["attributes"]["state"]["query"]["query"]), aggs=aggregations)
    for metric in metrics:
        assert max(values(answer["aggregations"], buckets, metric), default=0) > 0, metric


@pytest.mark.parametrize("session", SEARCHES, ids=lambda session: session["id"])
def test_a_table_of_documents_asked_of_the_server_fills_its_columns(
    session: dict[str, Any], filled: Connection
) -> None:
    ((newest, way),) = session["attributes"]["sort"]
    query = asked(source_of(session)["query"]["query"])
    names = session["attributes"]["columns"]
    hits = ask(filled, session, query=query, sort=[{newest: way}], fields=names)["hits"]["hits"]
    assert hits
    assert set(hits[0]["fields"]) == set(names)


def test_an_article_counts_in_each_year_that_it_may_be_from(filled: Connection) -> None:
    lens = BY_ID["lens", "parley-actors-undated"]
    query = asked(lens["attributes"]["state"]["query"]["query"])
    years = bucket_of(layer_of(lens)[1]["columns"]["when"])
    answer = ask(filled, lens, size=0, query=query, aggs={"years": years})["aggregations"]["years"]["buckets"]
    assert [(each["key_as_string"][:4], each["doc_count"]) for each in answer] == [("2012", 1), ("2013", 1)]
