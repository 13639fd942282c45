"""The OpenAPI document as people read it: operations, parameters, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation; `kind` is a JSON Schema type in words."""

    name: str
    place: str
    kind: str
    required: bool
    default: object
    about: str


@dataclass(frozen=True)
class Answer:
    """One answer of an operation: its status and the fields of its body."""

    status: str
    about: str
    fields: Sequence[Parameter]


@dataclass(frozen=True)
class Operation:
    """One method on one address."""

    method: str
    path: str
    title: str
    about: str
    parameters: Sequence[Parameter]
    answers: Sequence[Answer]


def list_operations(document: Mapping[str, Any]) -> list[Operation]:
    """Read an OpenAPI 3.1 document into operations, in the order in which they were declared."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            title=operation.get("summary", ""),
            about=operation.get("description", ""),
            parameters=[_parameter(document, entry) for entry in operation.get("parameters", ())],
            answers=[
                Answer(str(status), answer.get("description", ""), _fields(document, answer))
                for status, answer in operation.get("responses", {}).items()
            ],
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    ]


def _parameter(document: Mapping[str, Any], entry: Mapping[str, Any]) -> Parameter:
    schema = entry.get("schema", {})
    return Parameter(
        name=entry["name"],
        place=entry["in"],
        kind=_kind(document, schema),
        required=bool(entry.get("required")),
        default=schema.get("default"),
        about=entry.get("description") or schema.get("description", ""),
    )


def _fields(document: Mapping[str, Any], answer: Mapping[str, Any]) -> list[Parameter]:
    body = answer.get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(document, body)
    required = set(schema.get("required", ()))
    return [
        Parameter(
            name=name,
            place="body",
            kind=_kind(document, value),
            required=name in required,
            default=None,
            about=_resolved(document, value).get("description", ""),
        )
        for name, value in schema.get("properties", {}).items()
    ]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a local reference (`#/components/schemas/Name`); anything else is taken as it is."""
    found: Mapping[str, Any] = schema
    while "$ref" in found:
        reference, found = str(found["$ref"]), document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    return found


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Say a type in a few words: `string`, `list of Name`, `integer or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_kind(document, part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))
