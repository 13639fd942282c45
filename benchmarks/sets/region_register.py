"""One region's register of 2,200 bodies against a directory of 373 and a member list of 77.

French names as in Québec: bodies without profit and co-operatives, in capitals in the register and
as people say them in the directory. More than a quarter of the register's rows share their exact
address with another; half of the directory stands in no register row.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.sets.making import Lists, coin, initials, maybe_slip, skewed

_TOWNS = (
    ("Trois-Rivières", "G9A", 46.343, -72.543), ("Shawinigan", "G9N", 46.566, -72.749),
    ("La Tuque", "G9X", 47.437, -72.782), ("Louiseville", "J5V", 46.256, -72.941),
    ("Bécancour", "G9H", 46.341, -72.432), ("Saint-Tite", "G0X", 46.730, -72.563),
    ("Sainte-Thècle", "G0X", 46.816, -72.501), ("Yamachiche", "G0X", 46.273, -72.828),
    ("Saint-Boniface", "G0X", 46.500, -72.817), ("Maskinongé", "J0K", 46.229, -73.017),
    ("Saint-Alexis-des-Monts", "J0K", 46.460, -73.150), ("Grandes-Piles", "G0X", 46.683, -72.730),
)  # fmt: skip
_SAINTS = ("Saint-Joseph", "Sainte-Anne", "Saint-Paul", "Sainte-Marguerite", "Saint-Marc",
           "Notre-Dame", "Saint-Pierre", "Sainte-Famille", "Saint-Louis")  # fmt: skip
_OWN = ("L'Éveil", "Le Phare", "La Relève", "Le Trait d'union", "L'Envol", "Le Carrefour",
        "La Passerelle", "L'Étincelle", "Le Rocher", "La Source", "Les Artisans", "L'Accueil",
        "Le Havre", "La Séjournelle", "L'Élan", "Le Tremplin", "La Croisée", "Le Pas")  # fmt: skip
_HEADS = (
    "Centre de femmes {own}", "Maison des jeunes {own}", "Maison de la famille de {town}",
    "Club de l'âge d'or {saint}", "Coopérative d'habitation {own}",
    "Chevaliers de Colomb conseil {n}", "Centre d'action bénévole {own}",
    "Association des loisirs de {town}", "Club Optimiste de {town}",
    "Coopérative de solidarité {own}", "Centre de la petite enfance {own}",
    "Cuisines collectives {own}", "Fabrique de la paroisse {saint}",
    "Société d'histoire de {town}", "Club de motoneige {brand}", "Comptoir vestimentaire {saint}",
    "Fondation {own}", "Regroupement des organismes {own}",
    "Corporation de développement communautaire de {town}", "Popote roulante {saint}",
    "Festival {brand} de {town}", "Théâtre {own}", "Coopérative funéraire {brand}",
    "Association des personnes handicapées de {town}", "Aide à domicile {brand}",
    "Garderie {brand}", "Ressourcerie {brand}", "Comité de citoyens {saint}",
    "Fermières de {town}", "Ligue de hockey {brand}", "Tennis {town}", "Friperie {own}",
)  # fmt: skip
_LEGAL = ("", "", "", " INC.", " INC", " (OBNL)", " ENR.")
_STREETS = ("rue Notre-Dame", "boulevard des Forges", "rue Royale", "5e Rue", "avenue Mercier",
            "rue Saint-Pierre", "boulevard Ducharme", "rue du Couvent", "chemin du Golf",
            "rang Sud", "rue Commerciale", "avenue de Grand-Mère", "rue Principale")  # fmt: skip


@dataclass(frozen=True)
class _Door:
    town: str
    area: str
    lat: float
    lon: float
    street: str
    house: int
    postcode: str


@dataclass(frozen=True)
class _Body:
    name: str
    door: _Door
    phone: str
    site: str


def _door(rng: random.Random) -> _Door:
    town, area, lat, lon = skewed(rng, list(_TOWNS), 1.8)
    code = f"{area} {rng.randint(1, 9)}{rng.choice('ABCEGHJKLMNPRSTVXYZ')}{rng.randint(0, 9)}"
    if area[1] == "0":
        code = f"{area} {1 + sum(map(ord, town)) % 9}{'ABCEGHJKLM'[len(town) % 10]}0"
    return _Door(town, area, lat + rng.gauss(0, 0.02), lon + rng.gauss(0, 0.02),
                 rng.choice(_STREETS), rng.randint(5, 2400), code)  # fmt: skip


def _body(rng: random.Random, door: _Door) -> _Body:
    brand = coin(rng).latin()
    name = skewed(rng, list(_HEADS), 1.1).format(
        own=rng.choice(_OWN) if rng.random() < 0.6 else brand, town=door.town, brand=brand,
        saint=rng.choice(_SAINTS), n=rng.randint(900, 9999),
    )  # fmt: skip
    stem = "".join(c for c in name.lower() if "a" <= c <= "z")
    site = f"{stem[:6]}{stem[-8:]}.{rng.choice(('org', 'ca', 'com', 'qc.ca'))}"
    return _Body(name, door, f"819{rng.randint(2000000, 9999999)}", site)


def _new(rng: random.Random, door: _Door, taken: set[str]) -> _Body:
    """Invent a body whose name no other has, as a registrar demands."""
    body = _body(rng, door)
    while body.name in taken:
        body = _body(rng, door)
    taken.add(body.name)
    return body


def _in_register(rng: random.Random, body: _Body) -> dict[str, str]:
    door = body.door
    name = body.name
    if rng.random() < 0.2:
        name = f"{name} {rng.choice(('DE LA MAURICIE', 'DU QUÉBEC', 'MAURICIE', door.town))}"
    if rng.random() < 0.15:
        name = name.replace("Coopérative", "Coop").replace("Centre de la petite enfance", "CPE")
    house = (
        f"{door.house}" if rng.random() < 0.85 else f"{door.house}, bureau {rng.randint(1, 300)}"
    )
    return {
        "name": (name + rng.choice(_LEGAL)).upper(), "street": f"{house} {door.street}".upper(),
        "city": door.town, "postcode": door.postcode.replace(" ", ""), "region": "Mauricie",
        "country": "CA",
    }  # fmt: skip


def _said(rng: random.Random, body: _Body) -> str:
    name = body.name
    choice = rng.random()
    if choice < 0.12:
        return f"{name} ({initials(name)})"
    if choice < 0.18 and len(initials(name)) > 2:
        return initials(name)
    if choice < 0.26:
        return name.replace("Centre de la petite enfance", "CPE").replace("Coopérative", "Coop")
    if choice < 0.32:
        return name.split(" de ")[0]
    return name


def _in_directory(rng: random.Random, body: _Body) -> dict[str, str]:
    door = body.door
    return {
        "name": maybe_slip(rng, _said(rng, body), 0.04),
        "street": f"{door.house}, {door.street}" if rng.random() < 0.9 else "",
        "city": door.town if rng.random() < 0.95 else door.town.replace("Saint-", "St-"),
        "postcode": door.postcode if rng.random() < 0.9 else "", "region": "Mauricie",
        "country": "CA", "lat": f"{door.lat:.5f}", "lon": f"{door.lon:.5f}",
        "phone": f"{body.phone[:3]} {body.phone[3:6]}-{body.phone[6:]}",
        "website": f"https://{body.site}" if rng.random() < 0.6 else "",
        "email": f"info@{body.site}" if rng.random() < 0.4 else "",
    }  # fmt: skip


def make(records: int, seed: int) -> Lists:
    """Return the three lists; the shares stay as the numbers grow."""
    rng = random.Random(f"region {seed}")
    scale = records / 2650
    listed, known, joined = (max(4, round(n * scale)) for n in (2200, 373, 77))
    taken: set[str] = set()
    bodies: list[_Body] = []
    while len(bodies) < listed:
        body = _new(rng, _door(rng), taken)
        bodies.append(body)
        if rng.random() < 0.11:
            mates = rng.choice((1, 1, 1, 2, 3, 7))
            bodies += [_new(rng, body.door, taken) for _ in range(mates)]
    bodies = bodies[:listed]
    strangers = [_new(rng, _door(rng), taken) for _ in range(known)]
    lists = Lists()
    for at, body in enumerate(bodies):
        lists.add("register", at, _in_register(rng, body))
    half = known // 2
    told = rng.sample(range(listed), known - half)
    for at in told:
        lists.add("directory", at, _in_directory(rng, bodies[at]))
    for at, body in enumerate(strangers[:half]):
        lists.add("directory", f"s{at}", _in_directory(rng, body))
    for at in rng.sample(told, joined // 2) + rng.sample(range(listed), joined - joined // 2):
        lists.add("members", at, {"name": _said(rng, bodies[at]), "city": bodies[at].door.town,
                                  "country": "CA"})  # fmt: skip
    return lists.shuffled(rng)
