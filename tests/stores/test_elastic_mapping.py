"""The mappings and the models say the same, and the server takes both."""

from __future__ import annotations

from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from parley.models import ArticleDocument, ClaimDocument, DateRange, GeoPoint
from parley.stores.base import ArticleFacet, ClaimFacet
from parley.stores.elastic import mapping
from parley.stores.elastic.connection import Connection, client

DOCUMENTS: list[tuple[str, type[BaseModel], tuple[str, ...]]] = [
    ("articles", ArticleDocument, get_args(ArticleFacet)),
    ("claims", ClaimDocument, get_args(ClaimFacet)),
]
TYPES: dict[type, set[str]] = {
    datetime: {"date"},
    date: {"date"},
    DateRange: {"date_range"},
    GeoPoint: {"geo_point"},
    bool: {"boolean"},
    int: {"integer"},
    float: {"float"},
    str: {"keyword", "text"},
}


def properties(name: str) -> dict[str, Any]:
    """The fields of an index, of both templates together."""
    return dict(mapping.template("common")["template"]["mappings"]["properties"]) | dict(
        mapping.template(name)["template"]["mappings"]["properties"]
    )


def plain(annotation: Any) -> Any:
    """The type of one value: of ``X | None``, ``tuple[X, ...]`` and ``Literal["x"]``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return str
    if origin in (tuple, Union, UnionType):
        (inner,) = {plain(each) for each in arguments if each not in (type(None), Ellipsis)}
        return inner
    return annotation


def fits(model: type[BaseModel], fields: dict[str, Any]) -> None:
    assert set(fields) == set(model.model_fields)
    for name, field in model.model_fields.items():
        kind = plain(field.annotation)
        if "properties" in fields[name]:
            fits(kind, fields[name]["properties"])
        elif fields[name].get("enabled") is False:
            assert issubclass(kind, BaseModel), name
        else:
            assert fields[name]["type"] in TYPES[kind], name


@pytest.mark.parametrize(("name", "model", "facets"), DOCUMENTS)
def test_every_field_of_the_model_is_mapped_by_its_type(
    name: str, model: type[BaseModel], facets: tuple[str, ...]
) -> None:
    fields = properties(name)
    fits(model, fields)
    assert {fields[facet]["type"] for facet in facets} == {"keyword"}


@pytest.mark.parametrize(("name", "model", "facets"), DOCUMENTS)
def test_the_server_has_the_same_mapping_strict_and_versioned(
    archive: Connection, name: str, model: type[BaseModel], facets: tuple[str, ...]
) -> None:
    with client(archive) as server:
        (body,) = server.indices.get_mapping(index=f"{archive.prefix}-{name}").body.values()
    fits(model, body["mappings"]["properties"])
    assert body["mappings"]["dynamic"] == "strict"
    assert body["mappings"]["_meta"] == {"version": mapping.version(name)}
    assert mapping.template(name)["template"]["mappings"]["_meta"]["version"] == mapping.version(name)


def test_every_choice_is_justified(house: Any) -> None:
    words = (house / "mappings" / "README.md").read_text(encoding="utf-8")
    common = mapping.template("common")["template"]["settings"]["index"]
    analysis = common["analysis"]
    names = [name for part in ("tokenizer", "filter", "analyzer") for name in analysis[part]]
    assert [name for name in (*common, *names) if f"`{name}" not in words] == []
