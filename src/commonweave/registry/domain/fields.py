"""The canonical values of a record: one shape for import, linkage, composition and pages.

Names follow ESSGlobal, Open Referral HSDS 3 and schema.org. A record stores its values as JSON in
exactly this shape; a key is absent where the source says nothing (never null, never "").
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

NameKind = Literal["main", "legal", "alternative", "former", "acronym"]
ContactKind = Literal["email", "phone", "person", "social"]
StatusCode = Literal["active", "inactive", "dissolved", "emerging"]


class Name(TypedDict):
    """A name as the source writes it. `lang` is BCP 47 and absent where the source does not say."""

    text: str
    kind: NameKind
    lang: NotRequired[str]


class Identifier(TypedDict):
    """A number is evidence only together with its scheme; the authority is who hands it out."""

    scheme: str
    value: str
    authority: NotRequired[str]


class Coded(TypedDict):
    """A word of the source, with the code of a shared vocabulary where one was recognised."""

    text: str
    code: NotRequired[str]


class Text(TypedDict):
    """Free text with its language where known."""

    text: str
    lang: NotRequired[str]


class Address(TypedDict, total=False):
    """Address parts; `country` is ISO 3166-1 alpha-2 in capitals."""

    street: str
    locality: str
    district: str
    region: str
    postcode: str
    country: str


class Location(TypedDict):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class Contact(TypedDict):
    """A way to reach the body; `personal` where it belongs to a natural person."""

    kind: ContactKind
    value: str
    personal: bool


class Count(TypedDict):
    """A number of persons, with the year it stands for where the source says."""

    value: int
    year: NotRequired[int]


class Amount(TypedDict):
    """Money as a decimal text (never a float), ISO 4217 currency, reference year."""

    value: str
    currency: NotRequired[str]
    year: NotRequired[int]


class RecordValues(TypedDict, total=False):
    """What one source says of one organisation."""

    names: list[Name]
    identifiers: list[Identifier]
    legal_form: Coded
    structure: Coded
    activities: list[Coded]
    description: list[Text]
    address: Address
    territory: str
    location: Location
    websites: list[str]
    contacts: list[Contact]
    founded: str  # ISO 8601, possibly only YYYY or YYYY-MM
    dissolved: str
    status: Coded
    members: Count
    employees: Count
    volunteers: Count
    turnover: Amount
    networks: list[str]
    natural_person: bool  # true where the record is of a person and not of a body
