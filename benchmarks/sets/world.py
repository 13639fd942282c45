"""Places, houses and people of the other world: real towns, invented streets, doors and numbers."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.sets.making import Row, coin, skewed, table

LANGUAGES = {
    "GB": "en", "US": "en", "CA": "en", "FR": "fr", "BE": "fr", "ES": "es", "MX": "es",
    "AR": "es", "IT": "it", "PT": "pt", "BR": "pt", "DE": "de", "BG": "bg", "UA": "uk",
    "MA": "ar", "KR": "ko",
}  # fmt: skip
COUNTRIES = tuple(code for code in LANGUAGES if code not in ("AR", "BE"))
"""Fourteen countries; two more have towns, for who wants them."""
_DIAL = {
    "GB": "44", "US": "1", "CA": "1", "FR": "33", "BE": "32", "ES": "34", "MX": "52", "AR": "54",
    "IT": "39", "PT": "351", "BR": "55", "DE": "49", "BG": "359", "UA": "380", "MA": "212",
    "KR": "82",
}  # fmt: skip
_STREETS = {
    "en": ("Mill|Church|Station|Albert|Canal|Market|Chapel|Union|Priory|Foundry|Elm|Orchard",
           "{} Street|{} Road|{} Lane|{} Avenue"),
    "fr": (("de la République|Jean Jaurès|des Tanneurs|du Moulin|Victor Hugo|des Lilas|de l'Église|"
           "Pasteur|du Canal|Gambetta|des Forges|de la Gare"), "rue {}|avenue {}|place {}"),
    "es": (("Mayor|de la Constitución|San Roque|del Carmen|Cervantes|de la Fuente|Real|Libertad|"
           "del Molino|de los Olivos|Goya|Colón"), "Calle {}|Avda. {}|Plaza {}"),
    "it": (("Garibaldi|Mazzini|dei Mille|Roma|Cavour|della Pace|del Lavoro|Matteotti|Dante|"
           "delle Rose|Gramsci|Verdi"), "Via {}|Viale {}|Piazza {}"),
    "pt": (("da Liberdade|do Comércio|25 de Abril|das Flores|Dom Pedro|da Igreja|Camões|do Sol|"
           "São João|da Fonte|Nova|do Mercado"), "Rua {}|Avenida {}|Largo {}"),
    "de": ("Haupt|Bahnhof|Garten|Schiller|Goethe|Mühlen|Linden|Berg|Schul|Kirch|Ufer|Brunnen",
           "{}straße|{}weg"),
    "bg": ("Васил Левски|Христо Ботев|Шипка|Цар Симеон|Оборище|Иван Вазов|Опълченска|Победа",
           "ул. {}|бул. {}"),
    "uk": ("Шевченка|Франка|Соборна|Грушевського|Зелена|Садова|Миру|Київська",
           "вул. {}|просп. {}"),
    "ar": ("محمد الخامس|الحسن الثاني|علال الفاسي|الزرقطوني|ابن سينا|الاستقلال|طارق بن زياد|النخيل",
           "شارع {}|زنقة {}"),
    "ko": ("중앙|시장|원일|평화|봉화|남산|한강|충무", "{}로|{}길"),
}  # fmt: skip
_SHORT = (
    ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("straße", "str."), ("avenue", "av."),
    ("Calle", "C/"), ("Rua", "R."), ("Via", "V."),
)  # fmt: skip
_MAIL = ("gmail.com", "yahoo.com", "hotmail.com", "orange.fr", "libero.it", "abv.bg", "ukr.net",
         "naver.com", "outlook.com", "gmx.de")  # fmt: skip
_SCHEMES = {"GB": "GB-COH", "FR": "SIREN", "BG": "BG-EIK", "BR": "BR-CNPJ", "BE": "BE-KBO",
            "IT": "IT-CF", "PT": "PT-NIPC"}  # fmt: skip
LETTERS = "ABCDEFGHJKLMNPRSTUWXY"


@dataclass(frozen=True)
class Door:
    """One address; `latin_town` is what a list in another script writes."""

    country: str
    town: str
    latin_town: str
    region: str
    street: str
    house: int
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Contacts:
    """How to reach a body."""

    phone: str
    email: str
    site: str


def towns_of(country: str) -> list[Row]:
    """Return the towns of a country."""
    return [row for row in table("towns") if row["country"] == country]


def any_door(rng: random.Random, country: str, village: float = 0.25) -> Door:
    """Return a door in a town, or in a village that lies around one."""
    return door_in(rng, skewed(rng, towns_of(country), 1.4), village)


def door_in(rng: random.Random, town: Row, village: float = 0.0) -> Door:
    """Return a door in a given town, or in a village around it."""
    language = LANGUAGES[town["country"]]
    lat, lon = float(town["lat"]), float(town["lon"])
    name, latin, area = town["native"], town["latin"] or town["native"], town["area"]
    if rng.random() < village:
        place = coin(random.Random(f"{name}{rng.randrange(60)}"))
        spot = random.Random(place.latin() + name)
        name, latin = place.in_script(language), place.latin()
        lat, lon = lat + spot.uniform(-0.4, 0.4), lon + spot.uniform(-0.4, 0.4)
        if area.isdigit() and town["country"] != "KR":
            area = area[:2] + f"{spot.randrange(10 ** (len(area) - 2)):0{len(area) - 2}d}"
    names, shapes = _STREETS[language]
    street = rng.choice(shapes.split("|")).format(skewed(rng, names.split("|"), 1.2))
    if rng.random() < 0.4:
        street = rng.choice(shapes.split("|")).format(coin(rng).in_script(language))
    return Door(
        town["country"], name, latin, town["region"], street, rng.randint(1, 180),
        _postcode(rng, town["country"], area), round(lat + rng.gauss(0, 0.015), 5),
        round(lon + rng.gauss(0, 0.015), 5),
    )  # fmt: skip


def _postcode(rng: random.Random, country: str, area: str) -> str:
    if country == "GB":
        return f"{area} {rng.randint(1, 9)}{rng.choice(LETTERS)}{rng.choice(LETTERS)}"
    if country == "CA":
        return f"{area} {rng.randint(1, 9)}{rng.choice(LETTERS)}{rng.randint(1, 9)}"
    if country == "BR":
        return f"{area}-{rng.randrange(0, 990):03d}"
    if country == "PT":
        return f"{area}-{rng.randrange(1, 990):03d}"
    return area


def written_street(rng: random.Random, door: Door) -> str:
    """Write street and house as the country does, abbreviated now and then."""
    street = door.street
    if rng.random() < 0.25:
        for long, short in _SHORT:
            street = street.replace(long, short)
    first = LANGUAGES[door.country] in ("en", "fr", "ar")
    if first:
        return f"{door.house}{',' if rng.random() < 0.3 else ''} {street}"
    return f"{street}{', ' if rng.random() < 0.5 else ' '}{door.house}"


def phone(rng: random.Random, country: str) -> str:
    """Return a subscriber's digits."""
    if country in ("US", "CA"):
        return f"{rng.randint(201, 989)}{rng.randint(201, 989)}{rng.randint(0, 9999):04d}"
    return f"{rng.randint(20, 69)}{rng.randint(0, 9999999):07d}"


def written_phone(rng: random.Random, country: str, digits: str) -> str:
    """Write a phone number nationally or internationally."""
    if not digits:
        return ""
    if country in ("US", "CA"):
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if rng.random() < 0.7 else digits
    trunk = "" if country in ("ES", "IT", "PT", "MX") else "0"
    if rng.random() < 0.4:
        return f"+{_DIAL[country]} {digits[:2]} {digits[2:5]} {digits[5:]}"
    return f"{trunk}{digits[:2]} {digits[2:5]} {digits[5:]}"


def contacts(rng: random.Random, country: str, stem: str) -> Contacts:
    """Invent contacts; the website's name follows the body's."""
    stem = "".join(c for c in stem.lower() if c.isascii() and c.isalnum())[:16] or coin(rng).latin()
    chance = rng.random()
    site = ""
    if chance < 0.55:
        ending = rng.choice(("org", "coop", "com", "net", country.lower(), country.lower()))
        site = f"{stem}{rng.choice(('', '', '', '-' + str(rng.randint(2, 99))))}.{ending}".lower()
    elif chance < 0.65:
        site = f"facebook.com/{stem}{rng.randint(1, 999)}"
    own = site and "/" not in site and rng.random() < 0.65
    box = rng.choice(("info", "contact", "hello", "office"))
    email = f"{box}@{site}" if own else f"{stem}{rng.randint(1, 99)}@{rng.choice(_MAIL)}"
    return Contacts(phone(rng, country), email.lower(), site)


def written_site(rng: random.Random, site: str) -> str:
    """Write a website with what people put around it."""
    if not site:
        return ""
    return rng.choice(("https://www.{}", "http://{}/", "www.{}", "{}")).format(site)


def number(rng: random.Random, country: str) -> str:
    """Return a registered number with its scheme; nothing where no register gives one out."""
    scheme = _SCHEMES.get(country)
    return f"{scheme}:{rng.randint(10**7, 10**8 - 1)}" if scheme else ""


def same_house(rng: random.Random, door: Door) -> Door:
    """Return the same door, its point read by somebody else."""
    return replace(door, lat=door.lat + rng.gauss(0, 5e-5), lon=door.lon + rng.gauss(0, 5e-5))
