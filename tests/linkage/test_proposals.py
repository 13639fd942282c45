import csv

from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.proposals import AnsweredPair, propose_words
from tests.linkage.test_commands import call

NAMES = ("Espoir Vert", "Soleil Levant", "Grand Marigot", "Trois Rivages")


def pair(left, right, verdict="same", towns=("", "")):
    ids = left.casefold()[:9], right.casefold()[:9]
    return AnsweredPair(ids, ((left,), (right,)), towns, verdict)


def proposed(*answers):
    return [(w.form, w.support, w.against) for w in propose_words(answers, load_lexicon())]


def test_a_word_by_which_same_names_differ_is_proposed_with_its_pairs():
    answers = [pair(f"Tontine {name}", name) for name in NAMES[:3]]
    assert proposed(*answers) == [("tontine", 3, 0)]
    [word] = propose_words(answers, load_lexicon())
    assert word.pairs == tuple(sorted(answer.ids for answer in answers))


def test_one_body_in_many_lists_is_one_support():
    assert proposed(*[pair("Tontine Espoir Vert", "Espoir Vert")] * 5) == []


def test_answers_that_say_different_speak_against_a_word():
    same = [pair(f"Tontine {name}", name) for name in NAMES[:3]]
    apart = [pair(f"Tontine {name}", name, "different") for name in NAMES]
    assert proposed(*same, apart[3]) == [("tontine", 3, 1)]
    assert proposed(*same, *apart) == []


def test_words_with_more_support_come_first():
    answers = [pair(f"Susu {name}", name) for name in NAMES[:2]]
    answers += [pair(f"Tontine {name}", name) for name in NAMES]
    assert proposed(*answers) == [("tontine", 4, 0), ("susu", 2, 0)]


def test_towns_slips_known_words_and_unsure_answers_propose_nothing():
    towns = [pair(f"{name} Douala", name, towns=("Douala", "")) for name in NAMES]
    slips = [pair(f"{name} Bamileke", f"{name} Bamilekee") for name in NAMES]
    known = [pair(f"{name} Coopérative", name) for name in NAMES]
    unsure = [pair(f"Tontine {name}", name, "unsure") for name in NAMES]
    assert proposed(*towns, *slips, *known, *unsure) == []


def test_the_spelling_of_the_names_is_proposed():
    answers = [pair(f"Гурт {name}", name) for name in NAMES]
    assert proposed(*answers) == [("гурт", 4, 0)]


texts = st.text(max_size=20)


@given(st.lists(st.tuples(texts, texts, st.sampled_from(["same", "different"])), max_size=8))
def test_what_is_proposed_has_support_and_does_not_depend_on_the_order(answers):
    pairs = [pair(*answer) for answer in answers]
    words = propose_words(pairs, load_lexicon())
    assert words == propose_words(pairs[::-1], load_lexicon())
    assert all(word.support >= 2 and word.support > word.against for word in words)


def test_the_tool_writes_proposals_that_it_takes_as_words(tmp_path):
    lists, answers = tmp_path / "list.csv", tmp_path / "answers.csv"
    rows = [(f"a{at}", f"Tontine {name}") for at, name in enumerate(NAMES)]
    rows += [(f"b{at}", name) for at, name in enumerate(NAMES)]
    lists.write_text("record_id,name\n" + "".join(f"{i},{n}\n" for i, n in rows), "utf-8")
    judged = "".join(f"a{at},b{at},same\n" for at in range(3))
    answers.write_text(f"record_id_l,record_id_r,judgement\n{judged}a0,gone,same\n", "utf-8")
    out, words = tmp_path / "out.csv", tmp_path / "words.csv"
    options = ("--out", out, "--judgements", answers)
    assert call(lists, *options, "--propose-words", words) == 0
    with words.open(encoding="utf-8") as handle:
        [word] = csv.DictReader(handle)
    assert (word["form"], word["support"], word["against"]) == ("tontine", "3", "0")
    assert word["pairs"].split(" | ")[0] == "a0 = b0"
    assert call(lists, *options, "--lexicon", words) == 0


def test_without_answers_no_word_can_be_proposed(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text("record_id,name\na,Rosa\n", "utf-8")
    assert call(path, "--out", tmp_path / "o.csv", "--propose-words", tmp_path / "w.csv") == 2
    assert "--judgements" in capsys.readouterr().err
