"""The bodies of the province: who they are, where they sit, whom they descend from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commonweave.sample.chance import Wheel
from commonweave.sample.coin import coin_person
from commonweave.sample.contacts import ContactBook, draw_email, draw_website
from commonweave.sample.names import (
    Theme,
    acronym_of,
    branch_name,
    coined_theme,
    full_name,
    placed_theme,
    plain_theme,
    short_name,
)
from commonweave.sample.places import Address, Places, Town, new_address
from commonweave.sample.sizes import Size, draw_end, draw_founding, draw_size
from commonweave.sample.words import Activity, activities_of

# Shares after the portrait of a real province: three quarters non-profit, one fifth co-operatives.
_KINDS = Wheel(
    [
        ("association", 56.0),
        ("foundation", 4.0),
        ("enterprise", 8.0),
        ("selfhelp", 5.0),
        ("housing", 9.5),
        ("worker", 4.5),
        ("farm", 3.0),
        ("solidarity", 4.0),
        ("consumer", 2.5),
        ("multi", 1.0),
        ("finance", 2.0),
        ("mutual", 1.0),
    ]
)
_DIASPORA_KINDS = Wheel(
    [
        ("association", 58.0),
        ("selfhelp", 13.0),
        ("finance", 4.0),
        ("mutual", 4.0),
        ("consumer", 6.0),
        ("worker", 7.0),
        ("solidarity", 5.0),
        ("foundation", 3.0),
    ]
)
_LANGS = Wheel([("fr", 40.0), ("en", 27.0), ("es", 9.0), ("pt", 8.0), ("ko", 8.0), ("ar", 8.0)])
DIASPORA = frozenset({"pt", "ko", "ar"})
_WITH_BRANCHES = frozenset({"finance", "consumer", "association", "solidarity", "mutual"})
_SHARES_A_HOUSE = 0.135
_HOMONYM = 0.022


@dataclass(frozen=True, slots=True)
class Body:
    """One organisation as it truly is; every list sees a part of it.

    Dates are ISO 8601, `phone` is E.164, `website` has no scheme, "" means that there is none.
    `relation` tells what the body is to `parent`: a branch, a sibling (a foundation beside its
    co-operative) or a project.
    """

    number: int
    kind: str
    lang: str
    official: str
    theme: Theme
    variant: int
    legal: str
    trade: str
    native: str
    town: Town
    address: Address
    activity: Activity
    founded: str
    size: Size
    register: str
    person: str
    website: str = ""
    email: str = ""
    phone: str = ""
    former: str = ""
    dissolved: str = ""
    acronym: str = ""
    parent: int | None = None
    relation: str = ""

    @property
    def id(self) -> str:
        """The body's name in the truth files."""
        return f"b{self.number:07d}"


@dataclass(frozen=True, slots=True)
class Office:
    """The seat of a network, which lends its address, site and telephone to small members."""

    town: Town
    address: Address
    website: str
    phone: str


@dataclass
class BodyMaker:
    """Invents bodies one after another; what was made before shapes what comes next.

    `plain` is the share of names from the word lists, the others are coined.
    """

    rng: random.Random
    places: Places
    offices: Sequence[Office]
    contacts: ContactBook
    plain: float
    bodies: list[Body] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _placed: set[tuple[str, ...]] = field(default_factory=set)
    _alike: dict[tuple[str, str], list[tuple[Theme, int, str]]] = field(default_factory=dict)
    _houses: dict[int, list[Address]] = field(default_factory=dict)

    def make(self, count: int) -> list[Body]:
        """Invent so many bodies and return them."""
        for _ in range(count):
            chance = self.rng.random()
            parent = self.rng.choice(self.bodies) if self.bodies and chance < 0.09 else None
            body = self._kin(parent, chance) if parent and not parent.relation else None
            self.bodies.append(body or self._founder())
        return self.bodies

    def _kin(self, parent: Body, chance: float) -> Body | None:
        if chance < 0.055:
            return self._branch(parent) if parent.kind in _WITH_BRANCHES else None
        if chance < 0.077:
            return self._sibling(parent) if parent.kind not in ("foundation", "selfhelp") else None
        return self._project(parent)

    def _founder(self) -> Body:
        """Invent a body that descends from nobody."""
        rng = self.rng
        town = self.places.wheel.draw(rng)
        lang = town.lang if rng.random() < 0.72 else _LANGS.draw(rng)
        kind = (_DIASPORA_KINDS if lang in DIASPORA else _KINDS).draw(rng)
        official = town.lang if lang in DIASPORA else lang
        activity = rng.choice(activities_of(kind))
        theme, variant, legal = self._name(kind, official, activity, town)
        body = self._body(kind, lang, official, theme, variant, legal, town, activity)
        body = self._housed(body)
        body = self._reached(body)
        return self._aged(body)

    def _body(
        self,
        kind: str,
        lang: str,
        official: str,
        theme: Theme,
        variant: int,
        legal: str,
        town: Town,
        activity: Activity,
    ) -> Body:
        rng = self.rng
        number = len(self.bodies) + 1
        return Body(
            number=number,
            kind=kind,
            lang=lang,
            official=official,
            theme=theme,
            variant=variant,
            legal=legal,
            trade=legal if rng.random() < 0.35 else short_name(kind, official, theme, variant),
            native=full_name(kind, lang, theme, town, variant) if lang != official else legal,
            town=town,
            address=new_address(rng, town),
            activity=activity,
            founded=draw_founding(rng, kind),
            size=draw_size(rng, kind),
            register="" if kind in ("selfhelp", "project") else f"T{1_100_000 + number * 7}",
            person=coin_person(rng),
            acronym=acronym_of(legal) if rng.random() < 0.25 else "",
        )

    def _name(self, kind: str, lang: str, activity: Activity, town: Town) -> tuple[Theme, int, str]:
        """Draw a name nobody has, but for the homonyms that every province has."""
        rng = self.rng
        variant = rng.randrange(960)
        alike = self._alike.setdefault((kind, lang), [])
        if alike and rng.random() < _HOMONYM:
            return rng.choice(alike)
        theme = placed_theme(activity, town)
        if theme.words in self._placed or rng.random() >= 0.12:
            theme = plain_theme(rng) if rng.random() < self.plain else coined_theme(rng)
        legal = full_name(kind, lang, theme, town, variant)
        while legal in self._names:
            theme = coined_theme(rng)
            legal = full_name(kind, lang, theme, town, variant)
        self._names.add(legal)
        if theme.placed:
            self._placed.add(theme.words)
        else:
            alike.append((theme, variant, legal))
        return theme, variant, legal

    def _housed(self, body: Body) -> Body:
        """Put some bodies into the house of another, a few into the office of a network."""
        rng = self.rng
        houses = self._houses.setdefault(body.town.number, [])
        if rng.random() < 0.008:
            office = rng.choice(self.offices)
            return replace(
                body,
                town=office.town,
                address=office.address,
                website=office.website if rng.random() < 0.5 else "",
                phone=office.phone if rng.random() < 0.4 else "",
            )
        if houses and rng.random() < _SHARES_A_HOUSE:
            body = replace(body, address=rng.choice(houses))
        houses.append(body.address)
        return body

    def _reached(self, body: Body) -> Body:
        """Give the body its site, mail address and telephone, as far as it has them."""
        rng = self.rng
        has_site = rng.random() < 0.58
        has_mail = rng.random() < 0.66
        has_phone = rng.random() < 0.46
        domain = ""
        if has_site or has_mail:
            domain = self.contacts.new_domain(body.trade, body.town.name)
        website = body.website or (draw_website(rng, domain) if has_site else "")
        own = website == domain
        return replace(
            body,
            website=website,
            email=draw_email(rng, domain, own_site=own, person=body.person) if has_mail else "",
            phone=body.phone or (self.contacts.new_phone() if has_phone else ""),
        )

    def _aged(self, body: Body) -> Body:
        """Let some bodies take a new name in their life, and some come to their end."""
        rng = self.rng
        former = ""
        if rng.random() < 0.06:
            old = coined_theme(rng) if rng.random() < 0.4 else plain_theme(rng)
            former = full_name(body.kind, body.official, old, body.town, rng.randrange(960))
        gone = rng.random() < 0.07
        dissolved = draw_end(rng, body.founded) if gone else ""
        return replace(body, former=former, dissolved=dissolved)

    def _branch(self, parent: Body) -> Body:
        """Open a branch in another town: the parent's name, site and often telephone."""
        rng = self.rng
        town = self.places.wheel.draw(rng)
        legal = branch_name(parent.legal, parent.official, town)
        branch = replace(
            parent,
            number=len(self.bodies) + 1,
            legal=legal,
            trade=branch_name(parent.trade, parent.official, town),
            native=branch_name(parent.native, parent.lang, town),
            town=town,
            address=new_address(rng, town),
            size=draw_size(rng, "association"),
            phone=parent.phone if rng.random() < 0.5 else self.contacts.new_phone(),
            register="",
            former="",
            dissolved="",
            parent=parent.number,
            relation="branch",
        )
        return self._housed(branch)

    def _sibling(self, parent: Body) -> Body:
        """Found a foundation beside a body: its theme, address and telephone, another number."""
        activity = self.rng.choice(activities_of("foundation"))
        return self._beside(parent, "foundation", parent.theme, activity, "sibling")

    def _project(self, parent: Body) -> Body:
        """Start a project of a body: another name at the same address."""
        theme = coined_theme(self.rng)
        return self._beside(parent, "project", theme, parent.activity, "project")

    def _beside(
        self, parent: Body, kind: str, theme: Theme, activity: Activity, relation: str
    ) -> Body:
        rng = self.rng
        variant = rng.randrange(960)
        legal = full_name(kind, parent.official, theme, parent.town, variant)
        made = self._body(
            kind, parent.lang, parent.official, theme, variant, legal, parent.town, activity
        )
        return replace(
            made,
            address=parent.address,
            website=parent.website if rng.random() < 0.7 else "",
            phone=parent.phone,
            email=parent.email if rng.random() < 0.3 else "",
            person=parent.person,
            parent=parent.number,
            relation=relation,
        )
