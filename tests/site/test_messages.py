"""The tool that keeps translations in step sees what it should see."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog

TOOL = Path(__file__).parents[2] / "tools/messages.py"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: Any) -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    package = tmp_path / "src" / "package"
    package.mkdir(parents=True)
    (package / "pure.py").write_text(
        'from kernel import gettext_noop\nA = gettext_noop("Kept in “%(place)s”.")\n', "utf-8"
    )
    (package / "page.html").write_text(
        '{% load i18n %}\n  <p>{% translate "Hello" %}</p>\n'
        "{% blocktranslate count n=n %}one row{% plural %}{{ n }} rows{% endblocktranslate %}",
        "utf-8",
    )
    monkeypatch.setattr(module, "PACKAGE", package)
    monkeypatch.setattr(module, "LOCALE", package / "locale")
    monkeypatch.setattr(module, "LANGUAGES", ("fr",))
    return module


def translate(tool: ModuleType, words: dict[Any, Any]) -> None:
    code = tool.read_code()
    tool.update("fr", code)
    path = tool._po("fr")
    text = path.read_text("utf-8")
    for message, translation in words.items():
        text = text.replace(
            f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"'
        )
    text = text.replace(
        'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "une ligne"\nmsgstr[1] "%(n)s lignes"'
    )
    path.write_text(text, "utf-8")
    tool.update("fr", code)


ALL = {"Hello": "Bonjour", "Kept in “%(place)s”.": "Gardé dans %(place)s."}


def test_messages_are_found_in_pure_code_and_in_templates(tool: ModuleType) -> None:
    found = {message.id for message in tool.read_code() if message.id}
    assert found == {"Kept in “%(place)s”.", "Hello", ("one row", "%(n)s rows")}


def test_a_complete_language_has_no_faults_and_stays_the_same(tool: ModuleType) -> None:
    translate(tool, ALL)
    before = tool._po("fr").read_bytes()
    tool.update("fr", tool.read_code())
    assert tool._po("fr").read_bytes() == before
    assert list(tool.find_faults("fr", tool.read_code())) == []


def test_an_untranslated_message_is_a_fault(tool: ModuleType) -> None:
    translate(tool, {"Hello": "Bonjour"})
    assert [f for f in tool.find_faults("fr", tool.read_code()) if "not translated" in f]


def test_a_new_and_a_gone_message_are_faults(tool: ModuleType) -> None:
    translate(tool, ALL)
    (tool.PACKAGE / "pure.py").write_text('_("Something new")\n', "utf-8")
    faults = "\n".join(tool.find_faults("fr", tool.read_code()))
    assert "new in the code: 'Something new'" in faults
    assert "no longer in the code" in faults


def test_a_lost_slot_is_a_fault(tool: ModuleType) -> None:
    translate(tool, {**ALL, "Kept in “%(place)s”.": "Gardé."})
    assert [f for f in tool.find_faults("fr", tool.read_code()) if "other slots" in f]


def test_a_stale_compiled_file_is_a_fault(tool: ModuleType) -> None:
    translate(tool, ALL)
    tool._po("fr").with_suffix(".mo").write_bytes(tool.compiled(Catalog(locale="fr")))
    assert [f for f in tool.find_faults("fr", tool.read_code()) if ".mo" in f]
