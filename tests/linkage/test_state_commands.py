"""`commonweave link --state`: a linkage that is kept, added to, and taken from."""

import json

import pytest

from commonweave.linkage import files
from commonweave.linkage import state as states
from commonweave.linkage.services import Linkage
from tests.linkage.test_commands import call, rows

BASE = """record_id,source,name,city,country
a1,one,Rosa Housing Co-operative Ltd,Leeds,GB
a2,one,Sur Norte,Sevilla,ES
a3,one,Mill Road Wholefoods,Bath,GB
a4,one,Acorn Allotments Association,York,GB
"""
NEW = """record_id,source,name,city,country
b1,two,Rosa Housing Co-op,Leeds,UK
b2,two,Harbour Boatbuilders Guild,Whitby,GB
"""


@pytest.fixture
def kept(tmp_path):
    """Return (state folder, the list it was made of, a list to add)."""
    base, new = tmp_path / "base.csv", tmp_path / "new.csv"
    base.write_text(BASE, "utf-8")
    new.write_text(NEW, "utf-8")
    assert call(base, "--state", tmp_path / "state", "--out", tmp_path / "all.csv") == 0
    return tmp_path / "state", base, new


def changes_of(capsys, *arguments):
    capsys.readouterr()
    assert call(*arguments, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    return {kind: found for kind, found in told["changes"].items() if found}


def clusters(path):
    return {row["record_id"]: row["cluster_id"] for row in rows(path)}


def test_new_records_come_to_the_clusters_they_belong_to_and_no_other_is_told(
    kept, tmp_path, capsys
):
    state, _, new = kept
    out, pairs = tmp_path / "touched.csv", tmp_path / "pairs.csv"
    found = changes_of(capsys, new, "--state", state, "--add", "--out", out, "--pairs", pairs)
    assert clusters(out) == {"a1": "a1", "b1": "a1", "b2": "b2"}
    assert found == {"new": ["b2"], "changed": {"a1": "a1"}}
    assert {row["record_id_r"] for row in rows(pairs)} == {"b1"}


def test_what_was_added_is_there_when_more_is_added(kept, tmp_path, capsys):
    state, _, new = kept
    out = tmp_path / "touched.csv"
    assert call(new, "--state", state, "--add", "--out", out) == 0
    said = capsys.readouterr().out
    assert "1 new, 1 changed, 0 merged" in said
    new.write_text("record_id,source,name,city,country\nc1,three,Rosa Housing,Leeds,GB\n", "utf-8")
    assert call(new, "--state", state, "--add", "--out", out) == 0
    assert clusters(out) == {"a1": "a1", "b1": "a1", "c1": "a1"}
    assert changes_of(capsys, new, "--state", state, "--add", "--out", out) == {"unchanged": ["a1"]}


def test_a_record_that_changes_leaves_its_cluster(kept, tmp_path, capsys):
    state, _, new = kept
    out = tmp_path / "touched.csv"
    assert call(new, "--state", state, "--add", "--out", out) == 0
    new.write_text("record_id,source,name,city,country\nb1,two,Tidewater Energy,Hull,GB\n", "utf-8")
    found = changes_of(capsys, new, "--state", state, "--add", "--out", out)
    assert found == {"split": {"a1": ["a1", "b1"]}}
    assert clusters(out) == {"a1": "a1", "b1": "b1"}


def test_records_are_removed_and_those_that_are_not_there_are_said(kept, tmp_path, capsys):
    state, _, new = kept
    gone, out = tmp_path / "gone.csv", tmp_path / "touched.csv"
    gone.write_text("record_id\na2\nzz\n", "utf-8")
    assert call("--state", state, "--remove", gone, "--out", out) == 0
    said = capsys.readouterr()
    assert "zz is not there" in said.err
    assert "1 gone" in said.out
    assert rows(out) == []
    gone.write_text("record_id\na1\n", "utf-8")
    found = changes_of(capsys, new, "--state", state, "--add", "--remove", gone, "--out", out)
    assert found == {"new": ["b1", "b2"], "gone": ["a1"]}


def test_answers_hold_on_and_new_ones_come_after_them(kept, tmp_path, capsys):
    state, base, new = kept
    answers, out = tmp_path / "answers.csv", tmp_path / "touched.csv"
    head = "record_id_l,record_id_r,judgement\n"
    answers.write_text(f"{head}a2,a3,same\n", "utf-8")
    assert call(base, "--state", state, "--judgements", answers) == 0
    found = changes_of(capsys, new, "--state", state, "--add", "--out", out)
    assert "a2" not in found.get("unchanged", [])
    answers.write_text(f"{head}a1,b1,different\n", "utf-8")
    found = changes_of(
        capsys, new, "--state", state, "--add", "--judgements", answers, "--out", out
    )
    assert found == {"split": {"a1": ["a1", "b1"]}, "unchanged": ["b2"]}
    new.write_text("record_id,source,name\nd1,four,Nothing Alike\n", "utf-8")
    answers.write_text(f"{head}a2,a3,different\n", "utf-8")
    found = changes_of(
        capsys, new, "--state", state, "--add", "--judgements", answers, "--out", out
    )
    assert found == {"new": ["d1"], "split": {"a2": ["a2", "a3"]}}


def test_thresholds_and_weights_are_those_of_the_state(kept, tmp_path, capsys):
    state, base, new = kept
    assert call(base, "--state", state, "--link-threshold", "0.6") == 0
    capsys.readouterr()
    assert call(new, "--state", state, "--add") == 0
    assert call(new, "--state", state, "--add", "--link-threshold", "0.7") == 2
    assert "without --add" in capsys.readouterr().err


def test_questions_of_an_update_are_about_what_it_touched(kept, tmp_path):
    state, _, new = kept
    new.write_text(
        "record_id,source,name,city,country\ne1,two,Rosa Homes Society,Leeds,GB\n", "utf-8"
    )
    questions = tmp_path / "questions.csv"
    assert call(new, "--state", state, "--add", "--ask", "5", questions) == 0
    [row] = rows(questions)
    assert (row["record_id_l"], row["record_id_r"]) == ("a1", "e1")
    assert row["name_r"] == "Rosa Homes Society"
    assert "rosa" in row["name_l"].lower()


def test_a_run_that_is_killed_before_it_commits_leaves_the_old_linkage(
    kept, tmp_path, capsys, monkeypatch
):
    state, _, new = kept
    out = tmp_path / "touched.csv"

    def killed(linkage):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Linkage, "commit_state", killed)
        with pytest.raises(KeyboardInterrupt):
            call(new, "--state", state, "--add", "--out", out)
    assert sorted(path.name for path in state.iterdir()) == ["CURRENT", "v1", "v2"]
    found = changes_of(capsys, new, "--state", state, "--add", "--out", out)
    assert found == {"new": ["b2"], "changed": {"a1": "a1"}}


def test_the_state_stays_as_it_was_where_the_outputs_cannot_be_written(
    kept, tmp_path, capsys, monkeypatch
):
    state, _, new = kept
    out = tmp_path / "touched.csv"
    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            call(new, "--state", state, "--add", "--out", out)
    assert (state / "CURRENT").read_text() == "v1"
    assert changes_of(capsys, new, "--state", state, "--add", "--out", out)["new"] == ["b2"]


def test_a_folder_without_a_linkage_or_with_other_files_is_refused(kept, tmp_path, capsys):
    _, base, new = kept
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.mkdir()
    other.mkdir()
    (other / "letters").mkdir()
    assert call(new, "--state", empty, "--add") == 2
    assert "without --add" in capsys.readouterr().err
    assert call(new, "--state", other, "--add") == 2
    assert call(base, "--state", other) == 2
    assert call(base, "--state", base) == 2
    assert "other files" in capsys.readouterr().err
    assert [path.name for path in other.iterdir()] == ["letters"]


@pytest.mark.parametrize("how", ["version", "part"])
def test_a_state_that_cannot_be_read_on_is_refused_and_made_anew_by_a_full_run(
    kept, tmp_path, capsys, monkeypatch, how
):
    state, base, new = kept
    if how == "version":
        monkeypatch.setattr(states, "STATE_VERSION", states.STATE_VERSION + 1)
    else:
        (state / "v1" / "keys.parquet").unlink()
    out = tmp_path / "touched.csv"
    assert call(new, "--state", state, "--add", "--out", out) == 2
    said = capsys.readouterr().err
    assert str(state) in said
    assert "without --add" in said
    assert not out.exists()
    assert call(base, "--state", state) == 0
    assert call(new, "--state", state, "--add", "--out", out) == 0


WRONG = {
    "no state": (["{new}", "--add"], "--state"),
    "no list": (["--state", "{state}", "--add"], "go together"),
    "a list without --add": (["{new}", "--state", "{state}", "--remove", "{ids}"], "go together"),
    "a truth": (["{new}", "--state", "{state}", "--add", "--evaluate", "{new}"], "all records"),
    "added and removed": (
        ["{new}", "--state", "{state}", "--add", "--remove", "{ids}"],
        "both to be added",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_does_not_go_together_is_refused(kept, tmp_path, capsys, arguments, said):
    state, _, new = kept
    ids = tmp_path / "ids.csv"
    ids.write_text("record_id\nb1\n", "utf-8")
    names = {"state": state, "new": new, "ids": ids}
    before = (state / "CURRENT").read_text()
    assert call(*(argument.format(**names) for argument in arguments)) == 2
    assert said in capsys.readouterr().err
    assert (state / "CURRENT").read_text() == before
