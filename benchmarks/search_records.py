"""Invented multilingual records and queries with a known answer, the same for the same seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


LATIN = "a e i o u é ou an on ar el"
HEADS = "b c d f g l m n p r s t v br gr st ch tr pl"
HANGUL = (
    "가강건경고광구군금김나남내노단달담대덕도동두라로마목무문미민박반백보부북사산삼상서석선성소"
    "송수순시신아안양여연영예오옥완용우운울원월유은의이익인일임자장전정제조주중지진창천청초추충"
    "태통파평포하한함해현호홍화황"
)
CYRILLIC = "ба ве ги до жа ки лю мо ни по ра се ти ур фе ха ци че шо ям"
ARABIC = "بتثجحخدرزسشصطعغفقكلمنهي"

TYPES = {
    "fr": _words("""
        Coopérative, Association, Mutuelle, Fédération, Réseau, Entreprise d'insertion,
        Régie de quartier, S.C.O.P., Coopérative d'habitation, Société
    """),
    "en": _words("""
        Co-operative, Community Trust, Society, Credit Union, Housing Co-operative,
        Development Trust, Social Enterprise, Association, Network, Workers' Co-op
    """),
    "es": _words("""
        Cooperativa, Asociación, Fundación, Mutual, Red, Federación, Sociedad laboral,
        Empresa social, Unión, Banco de tiempo
    """),
    "ko": _words("""
        협동조합, 사회적협동조합, 사회적기업, 마을기업, 자활기업, 생활협동조합, 신용협동조합,
        연합회, 재단법인, 공제회
    """),
    "ar": _words("""
        الجمعية التعاونية, جمعية, تعاونية, مؤسسة, شبكة, اتحاد, التعاضدية, مجمع, رابطة,
        المؤسسة الاجتماعية
    """),
    "ru": _words("""
        Кооператив, Союз, Общество, Фонд, Ассоциация, Артель, Товарищество, Объединение,
        Сеть, Потребительское общество
    """),
}  # fmt: skip
THEMES = {
    "fr": _words("""
        solidaire, agricole, l'entraide, l'économie sociale, l'énergie citoyenne,
        culturelle, l'éducation populaire, forestière, créative, jeunesse, l'accueil, santé,
        réemploi, maraîchère, numérique, alimentaire
    """),
    "en": _words("""
        energy, food, housing, farmers, women's, charity, community, recycling, arts, care,
        training, transport, fishery, forestry, youth, library
    """),
    "es": _words("""
        agrícola, trabajadores, vivienda, campesina, pesquera, solidaria, artesanal,
        reciclaje, consumo, salud, educación, mujeres, energía, cafetalera, transporte,
        cultural
    """),
    "ko": _words("""
        돌봄, 먹거리, 교육, 주택, 에너지, 의료, 문화, 청년, 여성, 농업, 어업, 재활용, 공정무역,
        지역화폐, 도서관, 자원순환
    """),
    "ar": _words("""
        الزراعية, الفلاحية, النسائية, للتنمية, الصيد البحري, السكنية, الثقافية, للتضامن,
        التضامنية, الصناعة التقليدية, الطاقة, الصحة, التربية, الشباب, المياه, الغابات
    """),
    "ru": _words("""
        солидарность, сельский, жилищный, кредитный, рыболовецкий, женский, образование,
        энергия, здоровье, культура, молодёжь, производственный, ремесленный, инвалидов,
        лесной, социальный
    """),
}  # fmt: skip
TEXTS = {
    "fr": _words("""
        organisme, fondé, pour, offrir, des, services, de, proximité, aux, membres, et, aux,
        familles, du, quartier, avec, des, bénévoles, ateliers, emplois, formation,
        alimentation, logement, gestion, démocratique, produits, locaux, accompagnement,
        projets, collectifs, environnement
    """),
    "en": _words("""
        organisation, founded, to, provide, local, services, for, members, and, families,
        of, the, neighbourhood, with, volunteers, workshops, jobs, training, food, housing,
        democratic, management, products, support, collective, projects, environment
    """),
    "es": _words("""
        organización, fundada, para, ofrecer, servicios, de, proximidad, a, los, miembros,
        y, familias, del, barrio, con, voluntarios, talleres, empleo, formación,
        alimentación, vivienda, gestión, democrática, productos, locales, proyectos,
        colectivos, ambiente
    """),
    "ko": _words("""
        지역, 주민들이, 함께, 만든, 조직으로, 조합원에게, 서비스를, 제공하며, 일자리와, 교육을,
        나누는, 민주적, 운영을, 지향하고, 환경을, 지키는,
        활동을, 한다, 생산자와, 소비자
    """),
    "ar": _words("""
        منظمة, تأسست, لتقديم, خدمات, القرب, للأعضاء, والعائلات, في, الحي, مع, متطوعين,
        وورشات, عمل, وتكوين, وتغذية, وسكن, وتسيير, ديمقراطي, ومنتجات, محلية, ومشاريع,
        جماعية, وبيئة
    """),
    "ru": _words("""
        организация, создана, чтобы, предоставлять, услуги, членам, и, семьям, района, с,
        добровольцами, мастерские, рабочие, места, обучение, питание, жильё,
        демократическое, управление, местные, продукты, проекты, среда
    """),
}  # fmt: skip
SHARES = {"fr": 33, "en": 24, "es": 18, "ko": 12, "ar": 8, "ru": 5}
REGIONS = 17


@dataclass(frozen=True)
class Record:
    id: int
    language: str
    kind: str
    theme: str
    place: str
    number: str
    region: int
    text: str

    @property
    def name(self) -> str:
        if self.language == "fr":
            return f"{self.kind} {self.theme} de {self.place}"
        if self.language == "en":
            return f"{self.place} {self.theme.title()} {self.kind}"
        if self.language == "ko":
            return f"{self.place} {self.theme} {self.kind}"
        return f"{self.kind} {self.theme} {self.place}"


def make_records(count: int, seed: int) -> Iterator[Record]:
    """Yield records; places repeat as in life, a third have a text in a second language."""
    chance = random.Random(seed)
    places = {
        language: [_place(chance, language) for _ in range(max(50, count * share // 400))]
        for language, share in SHARES.items()
    }
    languages, weights = list(SHARES), list(SHARES.values())
    for at in range(1, count + 1):
        language = chance.choices(languages, weights)[0]
        kinds, themes = TYPES[language], THEMES[language]
        place = chance.choice(places[language])
        text = [chance.choice(themes), *chance.choices(TEXTS[language], k=chance.randint(8, 25))]
        if chance.random() < 0.35:
            second = chance.choice(languages)
            text += chance.choices(TEXTS[second], k=chance.randint(8, 20))
        number = f"{chance.randint(10, 99)}{at:06d}{chance.choice('ABCEGHJKR')}"
        yield Record(
            at, language, chance.choice(kinds), chance.choice(themes), place, number,
            chance.randrange(REGIONS), " ".join(text),
        )  # fmt: skip


def _place(chance: random.Random, language: str) -> str:
    if language == "ko":
        return "".join(chance.choices(HANGUL, k=chance.choice((2, 3, 3, 4))))
    if language == "ar":
        return "".join(chance.choices(ARABIC, k=chance.choice((4, 5, 6))))
    if language == "ru":
        return "".join(chance.choices(CYRILLIC.split(), k=chance.choice((3, 4)))).capitalize()
    parts = (
        chance.choice(HEADS.split()) + chance.choice(LATIN.split())
        for _ in range(chance.choice((3, 4)))
    )
    return "".join(parts).capitalize()


@dataclass(frozen=True)
class Asked:
    kind: str
    text: str
    answers: frozenset[int]  # any of them in the first twenty; none known: empty


def make_queries(records: list[Record], each: int, seed: int) -> list[Asked]:
    """Return `each` queries of every kind, with the records that they mean."""
    chance = random.Random(seed)
    alike: dict[tuple[str, str, str], set[int]] = {}
    for record in records:
        alike.setdefault((record.kind, record.theme, record.place), set()).add(record.id)
    asked: list[Asked] = []
    for kind, (languages, spoil) in KINDS.items():
        fitting = [record for record in records if record.language in languages]
        for record in chance.sample(fitting, min(each, len(fitting))):
            answers = frozenset(alike[record.kind, record.theme, record.place])
            text = spoil(chance, record)
            asked.append(Asked(kind, text, frozenset([record.id]) if kind == "number" else answers))
    for _ in range(each):
        language = chance.choice(list(SHARES))
        text = " ".join(chance.sample(TEXTS[language], 2))
        if chance.random() < 0.5:
            text = f"{chance.choice(TYPES[language])} {chance.choice(THEMES[language])}"
        asked.append(Asked("topic", text, frozenset()))
    return asked


def _typo(chance: random.Random, word: str, letters: str) -> str:
    at = chance.randrange(1, len(word))
    edit = chance.choice(("drop", "swap", "wrong", "more"))
    if edit == "drop":
        return word[:at] + word[at + 1 :]
    if edit == "swap" and word[at - 1] != word[at]:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    letter = chance.choice(letters)
    return word[:at] + letter + word[at + (edit == "wrong") :]


def _with_typo(letters: str) -> Callable[[random.Random, Record], str]:
    def spoil(chance: random.Random, record: Record) -> str:
        words = record.name.split()
        at = max(range(len(words)), key=lambda i: (words[i] == record.place) * chance.random())
        words[at] = _typo(chance, words[at], letters)
        return " ".join(words)

    return spoil


def _hangul_typo(chance: random.Random, record: Record) -> str:
    """One wrong letter (jamo) in a syllable of the kind of body or of the theme; place as it is."""
    word = chance.choice([w for w in (record.theme, record.kind) if len(w) > 1])
    jamo = list(unicodedata.normalize("NFD", word))
    at = chance.choice([i for i, j in enumerate(jamo) if "\u1100" <= j <= "\u1175"])
    first = 0x1100 if jamo[at] <= "\u1112" else 0x1161
    jamo[at] = chr(first + chance.randrange(19))
    return record.name.replace(word, unicodedata.normalize("NFC", "".join(jamo)), 1)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _prefix(chance: random.Random, record: Record) -> str:
    first = record.place[: max(3, len(record.place) - chance.randint(1, 2))]
    return f"{record.kind} {record.theme} {first}"


def _plural(_: random.Random, record: Record) -> str:
    def turn(word: str) -> str:
        fixed = word in {"de", record.place} or not word.isalpha() or word[-1] not in "aeé"
        return word if fixed else word + "s"

    return " ".join(turn(word) for word in record.name.split())


def _particles(chance: random.Random, record: Record) -> str:
    after_theme, after_kind = chance.choice("을은이와"), chance.choice(("에서", "은", "을", "으로"))
    return f"{record.place}의 {record.theme}{after_theme} {record.kind}{after_kind}"


def _article(chance: random.Random, record: Record) -> str:
    def turn(word: str) -> str:
        if word.startswith("ال"):
            return chance.choice((word[2:], "و" + word, "ب" + word))
        return chance.choice(("ال", "و")) + word if not word.startswith("لل") else word

    return " ".join([*(turn(w) for w in f"{record.kind} {record.theme}".split()), record.place])


def _letters(chance: random.Random, record: Record) -> str:
    """One habit of writing at a time: alefs with hamza or without, bare ta marbuta, dotless yeh."""
    habits = ({"ة": "ه"}, {"ي": "ى"}, {"ا": "أ"}, {"ة": "ه", "ل": "لـ"}, {"م": "مُ"})
    return record.name.translate(str.maketrans(chance.choice(habits)))


def _acronym(_: random.Random, record: Record) -> str:
    return f"{record.kind.replace('.', '').lower()} {record.theme} {record.place}"


def _number(chance: random.Random, record: Record) -> str:
    n = record.number
    return chance.choice((n, n.lower(), f"{n[:2]} {n[2:5]} {n[5:]}", f"{n[:-1]}-{n[-1]}"))


_ALL = set(SHARES)
KINDS: dict[str, tuple[set[str], Callable[[random.Random, Record], str]]] = {
    "full name": (_ALL, lambda _, r: r.name),
    "words in another order": (_ALL, lambda _, r: f"{r.place.upper()} {r.theme} {r.kind}"),
    "prefix": (_ALL - {"ko"}, _prefix),
    "no accents": ({"fr", "es"}, lambda _, r: _bare(r.name).lower()),
    "plural": ({"fr", "es"}, _plural),
    "hyphen": ({"en"}, lambda c, r: r.name.replace("o-o", c.choice(("oo", "o o")))),
    "acronym": ({"fr"}, _acronym),
    "number": (_ALL, _number),
    "typo, Latin": ({"fr", "en", "es"}, _with_typo("aeiourstlnm")),
    "typo, Cyrillic": ({"ru"}, _with_typo("аеиорстнлм")),
    "typo, Arabic": ({"ar"}, _with_typo(ARABIC)),
    "typo, Hangul": ({"ko"}, _hangul_typo),
    "Korean particles": ({"ko"}, _particles),
    "Arabic article": ({"ar"}, _article),
    "Arabic letters": ({"ar"}, _letters),
}
