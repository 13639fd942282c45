"""Who signs in to the demonstration: roles of a network, not persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commonweave.kernel.refusals import gettext_noop


@dataclass(frozen=True, slots=True)
class Persona:
    """A role with a login. The password is made when the demonstration is set up.

    `network_slug` names the space in which the persona holds a post, as in `SampleList`; None is
    every space. `name` and `task` are message ids: what the role is called and comes to do.
    """

    name: str
    email: str
    task: str
    role: Literal["editor", "reader"]
    network_slug: str | None
    language: str


PERSONAS = (
    Persona(
        name=gettext_noop("Register editor"),
        email="editor@tessalune.example",
        task=gettext_noop("takes in new editions and decides on uncertain pairs"),
        role="editor",
        network_slug=None,
        language="en",
    ),
    Persona(
        name=gettext_noop("Pole officer"),
        email="pole@tessalune.example",
        task=gettext_noop("keeps the members' list of one region in step with its directory"),
        role="editor",
        network_slug="brumelie-pole",
        language="fr",
    ),
    Persona(
        name=gettext_noop("Fund officer"),
        email="fund@tessalune.example",
        task=gettext_noop("looks up whom the fund supports and what other lists say of them"),
        role="reader",
        network_slug="common-fund",
        language="en",
    ),
    Persona(
        name=gettext_noop("Reader"),
        email="reader@tessalune.example",
        task=gettext_noop("reads the inventory and follows the sources of each value"),
        role="reader",
        network_slug="assembly",
        language="es",
    ),
)
