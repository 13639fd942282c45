"""Filling a house with the fictional province, by the same services that real lists go through."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from commonweave.accounts.models import Person, Role, Space
from commonweave.accounts.services import appoint_person, make_person, open_space
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.registry.models import Edition, Source
from commonweave.registry.services.imports import ImportOutcome, import_list
from commonweave.registry.services.sources import register_source
from commonweave.registry.services.weaving import weave_inventory
from commonweave.sample.lists import SampleList, write_lists
from commonweave.sample.personas import PERSONAS
from commonweave.sample.province import make_province

if TYPE_CHECKING:
    from commonweave.sample.province import Province

Progress = Callable[[str, float], None]
Keys = dict[str, tuple[str, str]]

_MAPPED_BY_HAND = ("ar", "ko")
"""Languages without header synonyms: there an operator says what each column means."""

EDITIONS = (date(2026, 3, 31), date(2026, 9, 30))
_SHARES = {"invent": 0.04, "first": 0.36, "weave": 0.8, "second": 0.93, "again": 0.99}


def fill_province(*, seed: int, organisations: int, progress: Progress) -> Keys:
    """Fill the house, or find it filled, and return persona -> (address, password).

    Each step finds what an earlier, interrupted call has done and goes on from there. Raises
    Conflict in a house that holds real lists: invented and real entries must never mix.
    """
    _refuse_real_house()
    plan = settings.DATA_DIR / "demonstration.json"
    wanted = {"seed": seed, "organisations": organisations}
    if not (plan.is_file() and json.loads(plan.read_text())["filled"] == wanted):
        _fill(seed, organisations, progress)
    return _give_keys(plan, wanted)


def _refuse_real_house() -> None:
    if Space.objects.filter(fictional=False).exists():
        raise Conflict(
            "house_is_real",
            gettext_noop("This house holds real lists; the invented province must not mix in."),
            remedy=gettext_noop("Give the demonstration a folder: COMMONWEAVE_DATA=var/demo."),
        )


def _fill(seed: int, organisations: int, progress: Progress) -> None:
    progress(gettext_noop("Inventing the province"), 0.0)
    province = make_province(seed=seed, organisations=organisations)
    folder = settings.DATA_DIR / "lists"
    for number, (start, end) in enumerate(
        ((_SHARES["invent"], _SHARES["first"]), (_SHARES["weave"], _SHARES["second"])), start=1
    ):
        _take_in(province, folder / f"edition-{number}", number, progress, start, end)
        stage = ("weave", "again")[number - 1]
        _weave(progress, end, _SHARES[stage])
    progress(gettext_noop("The province is filled"), 1.0)


def _take_in(
    province: Province,
    folder: Path,
    number: int,
    progress: Progress,
    start: float,
    end: float,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lists = write_lists(province, folder, edition=number)
    for index, sample in enumerate(lists):
        share = start + (end - start) * index / len(lists)
        progress(sample.title, share)
        if not Edition.objects.filter(source__slug=sample.slug, number=number).exists():
            take_in_list(sample, as_of=EDITIONS[number - 1])


def take_in_list(sample: SampleList, *, as_of: date) -> ImportOutcome:
    """Import a list of the province as its operator would, registering it at its first edition."""
    return import_list(
        path=sample.path,
        source=_source_of(sample),
        by=None,
        overrides=sample.fields if sample.language in _MAPPED_BY_HAND else None,
        as_of=as_of,
    )


def _source_of(sample: SampleList) -> Source:
    source = Source.objects.filter(slug=sample.slug).first()
    if source is not None:
        return source
    space = open_space(slug=sample.network_slug, name=sample.network_name, by=None, fictional=True)
    return register_source(
        title=sample.title,
        slug=sample.slug,
        space=space,
        by=None,
        keeper=sample.keeper,
        licence=sample.licence,
        visibility=sample.visibility,
        language=sample.language,
        country=sample.country,
        trust=sample.trust,
    )


def _weave(progress: Progress, start: float, end: float) -> None:
    def told(what: str, share: float) -> None:
        progress(what, start + (end - start) * share)

    weave_inventory(by=None, progress=told)


def _give_keys(plan: Path, wanted: dict[str, int]) -> Keys:
    """Make the personas at the first call; the passwords stay in the demonstration's own folder."""
    if plan.is_file():
        return {name: (email, key) for name, email, key in json.loads(plan.read_text())["keys"]}
    keys: Keys = {}
    spaces = list(Space.objects.filter(fictional=True))
    for persona in PERSONAS:
        password = secrets.token_urlsafe(9)
        person = Person.objects.filter(email=persona.email).first()
        if person is None:
            person = make_person(
                email=persona.email,
                password=password,
                name=persona.name,
                language=persona.language,
            )
        else:
            person.set_password(password)
            person.save(update_fields=["password"])
        for space in spaces:
            if persona.network_slug in (None, space.slug):
                appoint_person(person=person, space=space, role=Role(persona.role), by=None)
        keys[persona.name] = (persona.email, password)
    text = json.dumps({"filled": wanted, "keys": [(n, e, p) for n, (e, p) in keys.items()]})
    plan.touch(mode=0o600)
    plan.write_text(text)
    return keys
