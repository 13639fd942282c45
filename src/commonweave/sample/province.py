"""The province as a whole, and what happens in it between two editions of its lists."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from commonweave.sample.bodies import Body, BodyMaker, Office
from commonweave.sample.chance import stream
from commonweave.sample.coin import coin_person
from commonweave.sample.contacts import ContactBook
from commonweave.sample.names import coined_theme, full_name, plain_theme, short_name
from commonweave.sample.places import Places, make_places, new_address
from commonweave.sample.sizes import THIS_YEAR
from commonweave.sample.words import toml

# The number of organisations the province was thought out for.
BASE = 11_300
# Of all bodies, so many change between two editions, and so many are founded.
CHANGE_RATE = 0.008
BIRTH_RATE = 0.003


@dataclass(frozen=True)
class Province:
    """An invented province.

    `bodies` are there at the first edition of the lists, `newcomers` are founded after it.
    """

    seed: int
    places: Places
    offices: dict[str, Office]
    bodies: tuple[Body, ...]
    newcomers: tuple[Body, ...]

    @property
    def title(self) -> str:
        """The English title, which says that the province is fictional."""
        return self.places.titles["en"]

    def bodies_at(self, edition: int) -> dict[int, Body]:
        """Return every body by number as it is at an edition (1 is the first)."""
        bodies = {body.number: body for body in (*self.bodies, *self.newcomers)}
        for step in range(2, edition + 1):
            rng = stream(self.seed, "events", step)
            count = max(3, round(len(self.bodies) * CHANGE_RATE))
            for number in rng.sample(range(1, len(self.bodies) + 1), min(count, len(self.bodies))):
                bodies[number] = changed(rng, self.places, bodies[number])
        return bodies


def make_province(*, seed: int = 1, organisations: int = BASE) -> Province:
    """Invent a province with so many organisations (20 at least); the same seed gives the same.

    The number of towns and of coined names grows with the number of organisations, so that the
    share of homonyms stays near that of real lists (about one body in twenty).
    """
    if organisations < 20:
        raise ValueError(f"A province has 20 organisations or more, not {organisations}.")
    towns = max(40, round(0.7 * organisations**0.65))
    places = make_places(stream(seed, "places"), towns=towns)
    contacts = ContactBook(stream(seed, "contacts"), toml("places.toml")["province"]["area_codes"])
    offices = _offices(stream(seed, "offices"), places, contacts)
    plain = 0.6 * min(1.0, (BASE / organisations) ** 0.5)  # the word lists are finite
    seats = list(offices.values())
    maker = BodyMaker(stream(seed, "bodies"), places, seats, contacts, plain)
    bodies = maker.make(organisations + max(3, round(organisations * BIRTH_RATE)))
    newcomers = tuple(
        replace(body, founded=f"{THIS_YEAR}-10-01", dissolved="", former="")
        for body in bodies[organisations:]
    )
    return Province(seed, places, offices, tuple(bodies[:organisations]), newcomers)


def _offices(rng: random.Random, places: Places, contacts: ContactBook) -> dict[str, Office]:
    """Give each network that keeps a list its seat."""
    offices = {}
    for one in toml("lists.toml")["list"]:
        if one["network"] not in offices:
            town = places.wheel.draw(rng)
            domain = contacts.new_domain(one["network"], town.name)
            address = new_address(rng, town)
            offices[one["network"]] = Office(town, address, domain, contacts.new_phone())
    return offices


def changed(rng: random.Random, places: Places, body: Body) -> Body:
    """Let one thing happen to a body: a new name, a move, a new mail or person, its end."""
    event = rng.random()
    if event < 0.3 and body.relation != "branch":
        theme = plain_theme(rng) if rng.random() < 0.5 else coined_theme(rng)
        legal = full_name(body.kind, body.official, theme, body.town, body.variant)
        native = full_name(body.kind, body.lang, theme, body.town, body.variant)
        trade = short_name(body.kind, body.official, theme, body.variant)
        return replace(
            body, theme=theme, legal=legal, trade=trade, native=native, former=body.legal
        )
    if event < 0.65:
        town = body.town if rng.random() < 0.7 else places.wheel.draw(rng)
        return replace(body, town=town, address=new_address(rng, town))
    if event < 0.85 or body.dissolved:
        person = coin_person(rng)
        return replace(body, person=person, email=f"office.{body.number}@mail.example")
    return replace(body, dissolved=f"{THIS_YEAR}-11-15")
