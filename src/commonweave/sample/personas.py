"""Who signs in to the demonstration: roles of a network, not persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commonweave.kernel.refusals import gettext_noop


@dataclass(frozen=True, slots=True)
class Persona:
    """A role with a login. The password is made when the demonstration is set up.

    `network_slug` names the space in which the persona holds a post, as in `SampleList`; "*" is
    every space. `title` and `task` are message ids: what the role is called and comes to do.
    """

    login: str
    title: str
    task: str
    role: Literal["editor", "reader"]
    network_slug: str
    language: str


PERSONAS = (
    Persona(
        login="editor@tessalune.example",
        title=gettext_noop("Register editor"),
        task=gettext_noop("takes in new editions and decides on uncertain pairs"),
        role="editor",
        network_slug="*",
        language="en",
    ),
    Persona(
        login="pole@tessalune.example",
        title=gettext_noop("Pole officer"),
        task=gettext_noop("keeps the members' list of one region in step with its directory"),
        role="editor",
        network_slug="brumelie-pole",
        language="fr",
    ),
    Persona(
        login="fund@tessalune.example",
        title=gettext_noop("Fund officer"),
        task=gettext_noop("looks up whom the fund supports and what other lists say of them"),
        role="reader",
        network_slug="common-fund",
        language="en",
    ),
    Persona(
        login="reader@tessalune.example",
        title=gettext_noop("Reader"),
        task=gettext_noop("reads the inventory and follows the sources of each value"),
        role="reader",
        network_slug="assembly",
        language="es",
    ),
)
