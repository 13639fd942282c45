import argparse
import csv
import json
from importlib.util import find_spec

import pytest

from benchmarks.synthetic_lists import make_lists
from commonweave.linkage.commands import add_arguments, run
from commonweave.linkage.preparation import RECORD_COLUMNS

HEADER = "record_id,name,city,country,colour"
A = f"{HEADER}\na1,Rosa Housing Co-operative Ltd,Leeds,GB,red\na2,Sur Norte,Sevilla,ES,\n"
B = f"{HEADER}\nb1,Rosa Housing Co-op,Leeds,UK,\nb2,Mill Road Wholefoods,Bath,GB,\n"


def call(*arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(argument) for argument in arguments]))


@pytest.fixture
def lists(tmp_path):
    paths = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, text in zip(paths, (A, B), strict=True):
        path.write_text(text, "utf-8")
    return paths


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_two_lists_become_clusters_and_pairs(lists, tmp_path, capsys):
    out, pairs = tmp_path / "out.csv", tmp_path / "pairs.csv"
    assert call(*lists, "--out", out, "--pairs", pairs) == 0
    assert rows(out) == [
        {"record_id": "a1", "cluster_id": "a1"},
        {"record_id": "a2", "cluster_id": "a2"},
        {"record_id": "b1", "cluster_id": "a1"},
        {"record_id": "b2", "cluster_id": "b2"},
    ]
    [pair] = rows(pairs)
    assert float(pair["probability"]) > 0.6
    assert "same town" in pair["reasons"]
    assert "4 records, 3 clusters" in capsys.readouterr().out


def test_a_byte_order_mark_semicolons_and_a_source_column_are_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\ufeffrecord_id;source;name\n=1+1;one;Rosa\nx;two;Rosa\n", "utf-8")
    out = tmp_path / "out.csv"
    assert call(path, "--out", out) == 0
    assert {row["record_id"] for row in rows(out)} == {"=1+1", "x"}


def test_answers_are_obeyed_and_what_is_odd_about_them_is_said(lists, tmp_path, capsys):
    answers, out = tmp_path / "answers.csv", tmp_path / "out.csv"
    answers.write_text(
        "record_id_l,record_id_r,judgement\na1,b1,same\na1,b1,different\na1,zz,same\n", "utf-8"
    )
    assert call(*lists, "--out", out, "--judgements", answers) == 0
    assert len({row["cluster_id"] for row in rows(out)}) == 4
    said = capsys.readouterr().err
    assert "contradicts later ones" in said
    assert "not there: ignored" in said


@pytest.mark.parametrize("truth", ["record_id,cluster_id\na1,x\nb1,x\n", "left,right\na1,b1\n"])
def test_a_result_is_measured_against_clusters_or_pairs(lists, tmp_path, capsys, truth):
    path, out = tmp_path / "truth.csv", tmp_path / "out.csv"
    path.write_text(truth, "utf-8")
    assert call(*lists, "--out", out, "--evaluate", path, "--json") == 0
    first = json.loads(capsys.readouterr().out)["evaluation"]
    assert first["pairwise"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert call("--evaluate", path, "--clusters", out) == 0
    assert "B-cubed       1.0000  1.0000  1.0000" in capsys.readouterr().out


BAD = {
    "no id column": ("id,name\n1,x\n", ["line 1", "record_id"]),
    "no name column": ("record_id,nom\n1,x\n", ["line 1", "name"]),
    "an id twice": ("record_id,name\n1,x\n2,y\n1,z\n", ["line 4", "line 2", "record_id"]),
    "no id": ("record_id,name\n1,x\n,y\n", ["line 3", "record_id"]),
    "a column twice": ("record_id,name,name\n1,x,y\n", ["line 1", "twice"]),
    "too many cells": ("record_id,name\n1,x,y\n", ["line 2", "3 cells"]),
    "a cut row": ("record_id,name\n1,x\n2", ["line 3", "1 cells"]),
    "an open quote": ('record_id,name\n1,"x\n', ["quotation"]),
    "an empty file": ("", ["empty"]),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_bad_lists_are_refused_with_place_and_nothing_is_written(tmp_path, capsys, text, said):
    path, out = tmp_path / "bad.csv", tmp_path / "out.csv"
    path.write_text(text, "utf-8")
    assert call(path, "--out", out) == 2
    message = capsys.readouterr().err
    assert all(part in message for part in ["bad.csv", *said]), message
    assert [found for found in tmp_path.iterdir() if "out" in found.name] == []


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_bytes("record_id,name\n1,Café\n".encode("cp1252"))
    assert call(path, "--out", tmp_path / "out.csv") == 2
    assert "line 2" in capsys.readouterr().err
    path.write_bytes(b"record_id,name\n1,\0\n")
    assert call(path, "--out", tmp_path / "out.csv") == 2


@pytest.mark.parametrize(
    ("answer", "said"), [("a1,b1,maybe", "maybe"), ("a1,a1,same", "same record")]
)
def test_bad_answers_are_refused(lists, tmp_path, capsys, answer, said):
    answers = tmp_path / "answers.csv"
    answers.write_text(f"record_id_l,record_id_r,judgement\n{answer}\n", "utf-8")
    assert call(*lists, "--out", tmp_path / "out.csv", "--judgements", answers) == 2
    message = capsys.readouterr().err
    assert said in message
    assert "line 2" in message
    assert not (tmp_path / "out.csv").exists()


def test_a_run_that_could_not_be_right_is_refused(lists, tmp_path):
    assert call() == 2
    assert call(lists[0]) == 2
    assert call(lists[0], "--out", lists[0]) == 2
    assert call(lists[0], "--out", tmp_path / "none" / "out.csv") == 2
    assert call(tmp_path / "missing.csv", "--out", tmp_path / "out.csv") == 2
    thresholds = ("--link-threshold", "0.5", "--ask-threshold", "0.7")
    assert call(*lists, "--out", tmp_path / "out.csv", *thresholds) == 2
    assert lists[0].read_text("utf-8") == A


def test_two_records_are_explained_without_any_output_file(lists, capsys):
    assert call(*lists, "--explain", "a1", "b1", "--explain", "a2", "b2") == 0
    told = capsys.readouterr().out
    assert "at the start: 1 pair in" in told
    assert "same town" in told
    assert "They stand in one cluster, a1" in told
    assert "no key reaches the pair" in told


def test_explanations_come_as_data_too(lists, capsys):
    assert call(*lists, "--explain", "a1", "b1", "--json") == 0
    [told] = json.loads(capsys.readouterr().out)["explanations"]
    assert told["clusters"] == ["a1", "a1"]
    assert told["steps"][0]["kind"] == "start"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--explain", "a1", "nobody"], "No record has the id “nobody”"),
        (["--explain", "a1", "a1"], "the same record twice"),
    ],
)
def test_explaining_what_is_not_there_is_refused(lists, tmp_path, capsys, arguments, code):
    out = tmp_path / "out.csv"
    assert call(*lists, "--out", out, *arguments) == 2
    assert code in capsys.readouterr().err
    assert not out.exists()


def test_explaining_without_lists_is_refused(tmp_path, capsys):
    truth = tmp_path / "t.csv"
    truth.write_text("record_id,cluster_id\na,a\n", "utf-8")
    assert call("--evaluate", truth, "--clusters", truth, "--explain", "a", "b") == 2
    assert "needs the lists" in capsys.readouterr().err


@pytest.fixture
def similar(tmp_path):
    """Return two lists in which names and towns agree in part, and where to write."""
    towns = ["Leeds", "Bath", "York"]
    for at, source in enumerate("ab"):
        lines = [
            f"{source}{n},Rosa {['Mill', 'Lane', 'Oak'][n % 3]} Co-op {'' if at else 'Ltd'},"
            f"{towns[(n + at * (n % 4)) % 3]},GB,"
            for n in range(30)
        ]
        (tmp_path / f"{source}.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return tmp_path / "a.csv", tmp_path / "b.csv"


def test_questions_are_written_filled_in_and_given_back(similar, tmp_path, capsys):
    questions = tmp_path / "questions.csv"
    assert call(*similar, "--ask", 30, questions) == 0
    asked = rows(questions)
    assert len(asked) == 30
    assert {row["judgement"] for row in asked} == {""}
    assert {row["source_l"] for row in asked} <= {"a.csv", "b.csv"}
    assert all(row["name_l"] and row["reasons"] for row in asked)
    answers, weights = tmp_path / "answers.csv", tmp_path / "weights.json"
    with answers.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, asked[0])
        writer.writeheader()
        for at, row in enumerate(asked):
            alike = row["town_l"] == row["town_r"]
            word = "" if at == 0 else "same" if alike else "different"
            writer.writerow(row | {"judgement": word})
    capsys.readouterr()
    out = ("--out", tmp_path / "out.csv")
    assert call(*similar, *out, "--judgements", answers, "--save-weights", weights) == 0
    told = capsys.readouterr().out
    assert "29 answers on compared pairs" in told
    assert "Estimated precision" in told
    assert call(*similar, *out, "--weights", weights, "--json") == 0
    assert call(*similar, *out, "--judgements", answers, "--no-refit", "--json") == 0
    assert "refit" not in json.loads(capsys.readouterr().out.split("\n}\n")[1] + "}")["report"]


def test_texts_of_questions_are_no_formulas(tmp_path):
    path, questions = tmp_path / "a.csv", tmp_path / "questions.csv"
    path.write_text("record_id,name,city\n1,=Rosa Mill,Leeds\n2,=Rosa Mills,Leeds\n", "utf-8")
    assert call(path, "--ask", 5, questions) == 0
    assert all(not row["name_l"].startswith("=") for row in rows(questions))
    assert rows(questions)


@pytest.mark.parametrize("number", ["0", "-3", "many", "1000000000"])
def test_a_number_of_questions_that_is_none_is_refused(lists, tmp_path, capsys, number):
    assert call(*lists, "--ask", number, tmp_path / "q.csv") == 2
    assert "--ask" in capsys.readouterr().err
    assert not (tmp_path / "q.csv").exists()


NO_WEIGHTS = ("", "[]", '{"weights": {}}', '{"intercept": "x", "weights": {}}')


@pytest.mark.parametrize("text", [*NO_WEIGHTS, '{"intercept": 1, "weights": {"a": {"b": 1}}}'])
def test_weights_that_are_none_are_refused(lists, tmp_path, capsys, text):
    weights = tmp_path / "w.json"
    weights.write_text(text, "utf-8")
    assert call(*lists, "--out", tmp_path / "out.csv", "--weights", weights) == 2
    assert "w.json" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_a_network_s_own_words_are_read_in_names(tmp_path):
    path, words, out = tmp_path / "a.csv", tmp_path / "words.csv", tmp_path / "out.csv"
    path.write_text(
        "record_id,name,city,source\na,Tontine Espoir Vert,Douala,x\nb,Espoir Vert,Douala,y\n"
        "c,Tontine Soleil Levant,Garoua,x\nd,Tontine Mbalmayo,Douala,y\n",
        "utf-8",
    )
    words.write_text("form;kind;concept\ntontine;type;mutual\n", "utf-8")
    pairs = tmp_path / "pairs.csv"
    assert call(path, "--out", out, "--pairs", pairs, "--lexicon", words) == 0
    told = next(
        row for row in rows(pairs) if {row["record_id_l"], row["record_id_r"]} == {"a", "b"}
    )
    assert "name equal but for the legal form or type" in told["reasons"]


def test_a_wrong_word_is_refused_with_its_line(lists, tmp_path, capsys):
    words, out = tmp_path / "words.csv", tmp_path / "out.csv"
    words.write_text("form,kind,concept\ntontine,type,mutual\nrosa,flower,rose\n", "utf-8")
    assert call(*lists, "--out", out, "--lexicon", words) == 2
    said = capsys.readouterr().err
    assert "line 3" in said
    assert "“flower” is no kind of word" in said
    assert not out.exists()


def test_a_second_opinion_needs_splink_and_has_clusters_only(lists, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("commonweave.linkage.splink_scoring.find_spec", lambda _: None)
    out = tmp_path / "out.csv"
    assert call(*lists, "--out", out, "--engine", "splink") == 2
    assert "commonweave[splink]" in capsys.readouterr().err
    assert call(*lists, "--out", out, "--scorer", "splink", "--state", tmp_path / "state") == 2
    assert "clusters only" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.long
@pytest.mark.skipif(not find_spec("splink"), reason="Splink is not installed")
def test_a_second_opinion_finds_most_of_what_is_the_same(tmp_path, capsys):
    table, truth = make_lists(3, 500)
    path, right = tmp_path / "list.csv", tmp_path / "truth.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, RECORD_COLUMNS)
        writer.writeheader()
        writer.writerows({name: row.get(name) for name in RECORD_COLUMNS} for row in table)
    right.write_text(
        "record_id,cluster_id\n" + "".join(f"{r},{c}\n" for r, c in truth.items()), "utf-8"
    )
    out = tmp_path / "out.csv"
    told = "--out", out, "--evaluate", right, "--json"
    assert call(path, "--engine", "splink", *told) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)["evaluation"]
    assert found["pairwise"]["recall"] > 0.5
    assert found["b_cubed"]["f1"] > 0.8
    assert "Iteration" not in said.err
    first = out.read_text("utf-8")
    assert call(path, "--scorer", "splink", *told) == 0
    assert out.read_text("utf-8") == first
