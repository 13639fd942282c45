from __future__ import annotations

from dataclasses import fields

from commonweave.sample.personas import PERSONAS, Persona
from commonweave.sample.specs import specs


def test_personas_are_roles_of_networks_that_keep_a_list():
    networks = {spec.network for spec in specs()} | {None}
    assert {one.role for one in PERSONAS} == {"editor", "reader"}
    for one in PERSONAS:
        assert one.network_slug in networks
        assert one.email.endswith("@tessalune.example")
    assert len({one.email for one in PERSONAS}) == len(PERSONAS)


def test_no_password_is_kept_with_a_persona():
    assert not any("password" in field.name for field in fields(Persona))
