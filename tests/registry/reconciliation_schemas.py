"""The answers that the Reconciliation Service API 0.2 defines, as strict shapes for tests.

Written after sections 3 to 7 of
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Text = Annotated[str, Field(min_length=1)]
Template = Annotated[str, Field(pattern=r"^https?://.*\{\{id\}\}.*$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Type(Strict):
    id: Text
    name: Text


class View(Strict):
    url: Template


class Preview(View):
    width: int
    height: int


class Service(Strict):
    service_url: Text
    service_path: Annotated[str, Field(pattern="^/")]


class Suggest(Strict):
    entity: Service
    property: Service
    type: Service


class Extend(Strict):
    propose_properties: Service
    property_settings: list[dict[str, str]]


class Manifest(Strict):
    versions: list[Literal["0.2"]]
    name: Text
    identifierSpace: Text  # noqa: N815 - named so by the API
    schemaSpace: Text  # noqa: N815 - named so by the API
    documentation: Text
    serviceVersion: Text  # noqa: N815 - named so by the API
    defaultTypes: list[Type]  # noqa: N815 - named so by the API
    view: View
    preview: Preview
    suggest: Suggest
    extend: Extend
    batchSize: int  # noqa: N815 - named so by the API


class Feature(Strict):
    id: Text
    value: float | bool


class Candidate(Strict):
    id: Text
    name: Text
    description: str
    type: list[Type]
    score: float
    match: bool
    features: list[Feature]


class Result(Strict):
    result: list[Candidate]


class ResultBatch(RootModel[dict[str, Result]]):
    pass


class Suggestion(Strict):
    id: Text
    name: Text
    description: str
    notable: list[Type]


class Suggestions(Strict):
    result: list[Suggestion]


class Property(Strict):
    id: Text
    name: Text


class Proposal(Strict):
    type: str
    limit: int | None
    properties: list[Property]


class Str(Strict):
    str: Text


class Int(Strict):
    int: int


class Float(Strict):
    float: float


class Extension(Strict):
    meta: list[Property]
    rows: dict[str, dict[str, list[Str | Int | Float]]]


__all__ = ["Extension", "Manifest", "Proposal", "ResultBatch", "Suggestions"]
