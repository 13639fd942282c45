"""Reasons in words: each level of the scorecard as a phrase that can be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from commonweave.kernel.refusals import gettext_noop as _

REASONS: dict[str, str] = {
    "name.-": _("a name says nothing of the body"),
    "name.general": _("names differ, but many bodies have one of them"),
    "name.none": _("names have nothing in common"),
    "name.weak": _("names share little"),
    "name.partial": _("names agree in part"),
    "name.strong": _("names largely agree"),
    "name.within": _("one name holds the other"),
    "name.acronym": _("one name is the initials of the other"),
    "name.near": _("names equal but for the spelling"),
    "name.core": _("name equal but for the legal form or type"),
    "name.same": _("same name"),
    "word.-": _("no word shared"),
    "word.everywhere": _("shared words are very common"),
    "word.common": _("rarest shared word “%(word)s” is common"),
    "word.some": _("rarest shared word “%(word)s” is in some names"),
    "word.few": _("shared word “%(word)s” is in few names"),
    "word.one": _("shared word “%(word)s” is in no other name"),
    "told.-": _("no whole name is shared"),
    "told.little": _("the shared name says little"),
    "told.some": _("the shared name is fairly telling"),
    "told.much": _("the shared name is long and telling"),
    "homonyms.-": _("no name is shared"),
    "homonyms.one": _("no other body has this name"),
    "homonyms.few": _("a few other bodies have this name"),
    "homonyms.several": _("several other bodies have this name"),
    "homonyms.many": _("many other bodies have this name"),
    "twins.-": _("no list has two of this name here"),
    "twins.two": _("one list has two of this name in the town"),
    "twins.more": _("one list has several of this name in the town"),
    "number.-": _("no number in the names"),
    "number.one_side": _("only one name has a number"),
    "number.differ": _("numbers in the names differ"),
    "mark.-": _("no branch or direction in the names"),
    "mark.one_side": _("only one name names a branch or direction"),
    "mark.differ": _("the names name different branches or directions"),
    "extra.-": _("no telling word is left over"),
    "extra.little": _("one name has a word more"),
    "extra.much": _("one name has telling words that the other lacks"),
    "clash.-": _("no word stands in the stead of another"),
    "clash.kinds": _("the names tell of different activities"),
    "clash.words": _("each name has a telling word that the other lacks"),
    "clash.towns": _("the names name different towns"),
    "script.-": _("both names are in one script"),
    "script.other": _("names are in different scripts"),
    "script.kind": _("names in different scripts tell of one activity"),
    "type.-": _("no type of body is said"),
    "type.same": _("same type of body"),
    "type.overlap": _("types of body overlap"),
    "type.one_side": _("only one says its type of body"),
    "type.differ": _("different types of body"),
    "type.sibling": _("one is a foundation, the other is not"),
    "form.-": _("no legal form to compare"),
    "form.same": _("same legal form"),
    "form.differ": _("legal form differs"),
    "place.-": _("no place to compare"),
    "place.far": _("far apart, or in different countries"),
    "place.apart": _("town differs"),
    "place.unlike": _("towns differ, written in different scripts"),
    "place.region": _("same region"),
    "place.near": _("neighbouring places"),
    "place.town": _("same town"),
    "place.town_moved": _("same town, street address differs"),
    "place.other_door": _("same street, house number differs"),
    "place.street": _("same street"),
    "place.fine": _("same postcode of a few doors"),
    "place.address": _("same address"),
    "crowd.-": _("no address to compare"),
    "crowd.one": _("nobody else is at this address"),
    "crowd.few": _("a few bodies share this address"),
    "crowd.many": _("many bodies share this address"),
    "crowd.small_town": _("few bodies are in this town"),
    "crowd.city": _("many bodies are in this town"),
    "identifier.-": _("no registered number to compare"),
    "identifier.same": _("same registered number %(identifier)s"),
    "identifier.same_bare": _("same number %(identifier)s, scheme not said"),
    "identifier.differ": _("registered numbers of one scheme differ"),
    "identifier.differ_bare": _("numbers of one pattern differ"),
    "email.-": _("no e-mail to compare"),
    "email.same": _("same e-mail %(email)s"),
    "email.shared": _("same e-mail %(email)s, which others use too"),
    "site.-": _("no website to compare"),
    "site.same": _("same website %(site)s"),
    "site.few": _("same website %(site)s, which a few others use too"),
    "site.many": _("same website %(site)s, which many use"),
    "site.differ": _("websites differ"),
    "phone.-": _("no phone number to compare"),
    "phone.same": _("same phone number %(phone)s"),
    "phone.shared": _("same phone number %(phone)s, which others use too"),
    "phone.differ": _("phone numbers differ"),
    "hint.-": _("no website or e-mail that may spell out the other name"),
    "hint.none": _("neither website nor e-mail spells out the other name"),
    "hint.common": _("a website or e-mail has a word of the other name in it"),
    "hint.rare": _("a website or e-mail has a rare word of the other name in it"),
    "founded.-": _("no year of founding to compare"),
    "founded.day": _("founded on the same day"),
    "founded.year": _("founded in the same year"),
    "founded.near": _("founded within a year"),
    "founded.differ": _("years of founding differ"),
    "list.-": _("from different lists"),
    "list.same": _("both in the same list"),
    "standing.-": _("no other candidate to compare with"),
    "standing.alone": _("nothing else in either list comes near"),
    "standing.ahead": _("other candidates fit less well"),
    "standing.level": _("another candidate fits about as well"),
    "standing.behind": _("another candidate fits better"),
}
"""Reason code (`feature.level`) → message id."""

ABSENT: frozenset[str] = frozenset(
    code
    for code in REASONS
    if code.endswith((".-", ".one_side")) and code != "word.-"  # which tells of both names
)
"""Codes that rest on nothing the two entries say: at least one of them is silent on it.

That two entries are of different lists is among them: it tells of the lists, not of the body.
"""


KEY_WORDS: dict[str, str] = {
    "identifier": "the same registered number",
    "email": "the same e-mail",
    "phone": "the same phone number",
    "site": "the same website",
    "core": "the same name, but for legal form and type",
    "glued": "the same name, written together or apart",
    "full": "the same name, made of common words only",
    "word_town": "a telling word of the name, and the town",
    "word_area": "a telling word of the name, and the postal area",
    "word_pair": "two telling words of the name",
    "word": "a word that few names have",
    "head_town": "the beginning of a telling word, and the town",
    "street": "the house number, street and area",
    "street_town": "the street and town",
    "postcode": "a postcode of a few doors",
    "postcode_street": "the postcode and street",
    "postcode_letter": "the postcode and the first letter of the name",
    "cell": "a telling word of the name, and a place within two kilometres",
    "point": "a place within a hundred metres",
    "acronym": "the initials of one name, which the other is called by",
    "initials": "the first two initials, and the town",
    "sound_town": "the sound of a telling word, and the town",
    "sound_pair": "the sounds of two telling words",
    "type_town": "the type of body and the town, in a country of several scripts",
    "start": "the beginning of the name, and the area",
}
"""Blocking key → what two records have to share so that it proposes them; for the terminal."""


def reason_phrase(
    reason: Mapping[str, Any], translate: Callable[[str], str] = lambda message: message
) -> str:
    """Return a reason (`code`, `values`) in words.

    A code that no level has is left as it is: an older run may have stored it.
    """
    message = REASONS.get(reason["code"])
    values = {"word": "", "identifier": "", "email": "", "site": "", "phone": ""}
    if message is None:
        return str(reason["code"])
    return translate(message) % {**values, **reason.get("values", {})}


def reason_words(
    reason: Mapping[str, Any], translate: Callable[[str], str] = lambda message: message
) -> str:
    """Return a reason (`code`, `weight`, `values`) in words with its signed weight."""
    return f"{reason_phrase(reason, translate)} ({reason['weight']:+.1f})"


def reasons_words(
    reasons: Iterable[Mapping[str, Any]], translate: Callable[[str], str] = lambda message: message
) -> str:
    """Return reasons in one line, parted by semicolons."""
    return "; ".join(reason_words(reason, translate) for reason in reasons)
