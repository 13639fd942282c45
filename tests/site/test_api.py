"""The JSON face: problems in one shape, and a page that draws the OpenAPI document."""

from __future__ import annotations

import pytest
from django.test import Client

from commonweave.site.api_docs import list_operations

pytestmark = pytest.mark.django_db


def test_a_refusal_is_a_problem_document(client: Client) -> None:
    response = client.get("/api/v1/organisations/nobody")
    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == problem["status"] == 404
    assert problem["type"].startswith("urn:commonweave:problem:")
    assert problem["instance"] == "/api/v1/organisations/nobody"
    assert problem["title"]
    assert problem["detail"]


def test_a_bad_parameter_is_named(client: Client) -> None:
    response = client.get("/api/v1/organisations?limit=0")
    problem = response.json()
    assert response.status_code == 422
    assert problem["errors"][0]["parameter"] == "query.limit"


def test_every_operation_is_on_the_page_without_a_script(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs").content.decode()
    operations = list_operations(document)
    assert operations
    for operation in operations:
        assert operation.path in page
    assert "<script" not in page


def test_types_are_said_in_a_few_words() -> None:
    document = {
        "paths": {
            "/things": {
                "get": {
                    "summary": "List things",
                    "parameters": [
                        {"name": "kind", "in": "query", "schema": {"enum": ["a", "b"]}},
                        {
                            "name": "n",
                            "in": "query",
                            "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                        },
                    ],
                    "responses": {
                        200: {
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Thing"}
                                }
                            }
                        }
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Thing": {
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string"},
                        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    },
                }
            }
        },
    }
    (operation,) = list_operations(document)
    assert [p.kind for p in operation.parameters] == ["a | b", "integer or null"]
    assert [(f.name, f.kind, f.required) for f in operation.answers[0].fields] == [
        ("name", "string", True),
        ("parts", "list of Thing", False),
    ]
