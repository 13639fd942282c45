"""Every command and every option is documented, and nothing that does not exist is."""

import argparse
import re
from importlib import import_module

import pytest

from commonweave.cli import COMMANDS
from tests.architecture.source import ROOT

PAGES = ROOT / "docs" / "reference"
OWN_PAGE = {"link": "link-tool.md"}


def _options(command: str) -> set[str]:
    parser = argparse.ArgumentParser(add_help=False)
    import_module(COMMANDS[command].module).add_arguments(parser)
    return {
        option
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and action.help is not argparse.SUPPRESS
    }


def _section(command: str) -> str:
    text = (PAGES / "commands.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {command}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"docs/reference/commands.md has no section “{command}”"
    own_page = OWN_PAGE.get(command)
    return found[1] + ((PAGES / own_page).read_text(encoding="utf-8") if own_page else "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_documented(command: str) -> None:
    documented = set(re.findall(r"^\| `(--[a-z-]+)", _section(command), re.MULTILINE))
    assert documented == _options(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_has_a_help_text(command: str) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    import_module(COMMANDS[command].module).add_arguments(parser)
    assert [a.dest for a in parser._actions if not a.help and not a.choices] == []


def test_no_command_is_documented_that_does_not_exist() -> None:
    text = (PAGES / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\S+)$", text, re.MULTILINE)) == set(COMMANDS)
