"""The layers of the house, kept by reading the sources with ``ast`` alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).parents[1]

WORLDLY = frozenset(
    {
        "asyncio",
        "ctypes",
        "glob",
        "http",
        "io",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "requests",
        "secrets",
        "shutil",
        "socket",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    }
)
"""What reaches the world, the clock or chance: the core imports none of it."""
CLOCKS = frozenset({"now", "utcnow", "today", "fromtimestamp"})
TIMERS = frozenset({"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter"})
ENVIRONMENT = frozenset({"environ", "environb", "getenv", "getenvb"})
BUILTINS = frozenset({"open", "input", "exec", "eval", "__import__", "breakpoint", "print"})


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its dotted name, and its syntax tree."""

    name: str
    tree: ast.Module

    @classmethod
    def parse(cls, name: str, text: str) -> Source:
        """A module from its text."""
        return cls(name, ast.parse(text))

    def within(self, *packages: str) -> bool:
        """Whether the module is one of these packages or stands in one."""
        return any(_inside(self.name, package) for package in packages)

    def imports(self) -> Iterator[str]:
        """The dotted names that are imported, wherever the import stands."""
        for node in ast.walk(self.tree):
            match node:
                case ast.Import():
                    yield from (alias.name for alias in node.names)
                case ast.ImportFrom():
                    module = self._absolute(node)
                    yield from (f"{module}.{alias.name}" for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.rsplit(".", node.level)[0]
        return f"{above}.{node.module}" if node.module else above

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Every ``name.attribute``, by the last name before the dot."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                match node.value:
                    case ast.Name(id=before) | ast.Attribute(attr=before):
                        yield before, node.attr

    def calls(self) -> Iterator[str]:
        """The plain names that are called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id


def _inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _imported(source: Source, *packages: str) -> list[str]:
    return [name for name in source.imports() if any(_inside(name, one) for one in packages)]


# --- The rules -----------------------------------------------------------------------------------


def core_is_pure(source: Source) -> list[str]:
    """The core imports no other layer and nothing worldly, and opens and prints nothing."""
    if not source.within("bot.core"):
        return []
    layers = ("bot.app", "bot.forge", "bot.hub", "bot.audit", "bot.demo", "bot.cli", "github")
    called = [name for name in source.calls() if name in BUILTINS]
    return [*_imported(source, *layers, *WORLDLY), *called, *_clock(source)]


def the_hub_stands_alone(source: Source) -> list[str]:
    """The hub imports nothing of the bot, and only the wiring imports the hub."""
    if source.within("bot.hub"):
        return [name for name in _imported(source, "bot") if not _inside(name, "bot.hub")]
    elsewhere = source.within("bot") and not source.within("bot.cli", "bot.demo")
    return _imported(source, "bot.hub") if elsewhere else []


def the_shell_knows_the_protocol_only(source: Source) -> list[str]:
    """Of the forge, the app imports the protocol and no adapter."""
    if not source.within("bot.app"):
        return []
    found = _imported(source, "bot.forge")
    return [name for name in found if not _inside(name, "bot.forge.protocol")]


def nothing_below_imports_what_is_above(source: Source) -> list[str]:
    """The forge and the audit know no shell; nobody imports the command line but its wiring."""
    above = []
    if source.within("bot.forge"):
        above = ["bot.app", "bot.audit", "bot.demo"]
    elif source.within("bot.audit"):
        above = ["bot.app", "bot.forge", "bot.demo"]
    elif source.within("bot.app"):
        above = ["bot.audit", "bot.demo"]
    wiring = source.within("bot.cli", "bot.demo", "bot.__main__", "tests")
    return _imported(source, *above, *([] if wiring else ["bot.cli"]))


INIT_SHELL = ("bot.init.sources", "bot.init.writing")


def init_makes_texts_of_the_core_alone(source: Source) -> list[str]:
    """Init knows the core and what is installed, and is pure but for its shell; cli calls it."""
    if not source.within("bot.init"):
        elsewhere = source.within("bot") and not source.within("bot.cli")
        return _imported(source, "bot.init") if elsewhere else []
    ours = ("bot.init", "bot.core", "bot.errors", "bot.installed", "bot.__version__")
    foreign = [one for one in _imported(source, "bot") if not any(_inside(one, o) for o in ours)]
    if source.within(*INIT_SHELL):
        return foreign
    called = [name for name in source.calls() if name in BUILTINS]
    return [*foreign, *_imported(source, *WORLDLY, *INIT_SHELL, "bot.installed"), *called]


def the_audit_shares_the_documents_only(source: Source) -> list[str]:
    """Of the core, the audit imports schemas, strict loader and canonical bytes."""
    if not source.within("bot.audit"):
        return []
    found = _imported(source, "bot.core")
    return [name for name in found if not _inside(name, "bot.core.documents")]


def one_adapter_imports_pygithub(source: Source) -> list[str]:
    """PyGithub has one importer in the bot; tests drive the hub with it."""
    elsewhere = source.within("bot") and source.name != "bot.forge.github"
    return _imported(source, "github") if elsewhere else []


def only_the_wiring_reads_environment_and_clock(source: Source) -> list[str]:
    """Outside the hub and the demo the command line alone reads the environment and the clock."""
    if not source.within("bot") or source.within("bot.cli", "bot.hub", "bot.demo"):
        return []
    return [*_environment(source), *_clock(source)]


def no_test_patches(source: Source) -> list[str]:
    """The hub is the double: no test replaces a part of what it tests by a mock."""
    if not source.within("tests"):
        return []
    return _imported(source, "unittest.mock", "mock", "pytest_mock")


def _environment(source: Source) -> list[str]:
    read = [f"{one}.{other}" for one, other in source.attributes() if other in ENVIRONMENT]
    return [*read, *_imported(source, *(f"os.{name}" for name in ENVIRONMENT))]


def _clock(source: Source) -> list[str]:
    read = [
        f"{one}.{other}"
        for one, other in source.attributes()
        if (one in {"datetime", "date"} and other in CLOCKS) or (one == "time" and other in TIMERS)
    ]
    return [*read, *_imported(source, *(f"time.{name}" for name in TIMERS))]


RULES: tuple[Callable[[Source], list[str]], ...] = (
    core_is_pure,
    the_hub_stands_alone,
    the_shell_knows_the_protocol_only,
    nothing_below_imports_what_is_above,
    init_makes_texts_of_the_core_alone,
    the_audit_shares_the_documents_only,
    one_adapter_imports_pygithub,
    only_the_wiring_reads_environment_and_clock,
    no_test_patches,
)


# --- The house keeps them ------------------------------------------------------------------------


@cache
def _modules(folder: str) -> tuple[Source, ...]:
    return tuple(_read(path) for path in sorted((ROOT / folder).rglob("*.py")))


def _read(path: Path) -> Source:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source.parse(name, path.read_text("utf-8"))


def _violations(rule: Callable[[Source], list[str]], sources: Iterable[Source]) -> dict[str, str]:
    found = {source.name: rule(source) for source in sources}
    return {name: ", ".join(wrong) for name, wrong in found.items() if wrong}


def test_the_sources_of_every_layer_are_read() -> None:
    names = {source.name for source in _modules("bot")}
    for module in ("bot.cli", "bot.core.decide", "bot.app.gather", "bot.forge.github", "bot.hub"):
        assert module in names


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_layers(rule: Callable[[Source], list[str]]) -> None:
    assert _violations(rule, [*_modules("bot"), *_modules("tests")]) == {}


# --- The rules notice ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (core_is_pure, "bot.core.log", "from bot.app import gather"),
        (core_is_pure, "bot.core.log", "from bot import forge"),
        (core_is_pure, "bot.core.log", "from ..hub import site"),
        (core_is_pure, "bot.core.log", "def f():\n    import os"),
        (core_is_pure, "bot.core.log", "from os import path"),
        (core_is_pure, "bot.core.log", "import urllib.request"),
        (core_is_pure, "bot.core.documents.tree", "import random as chance"),
        (core_is_pure, "bot.core.log", "open('x')"),
        (core_is_pure, "bot.core.log", "from datetime import datetime\ndatetime.now()"),
        (core_is_pure, "bot.core.log", "import datetime\ndatetime.datetime.utcnow()"),
        (core_is_pure, "bot.core.log", "import datetime\ndatetime.date.today()"),
        (the_hub_stands_alone, "bot.hub.site", "from bot.core import decide"),
        (the_hub_stands_alone, "bot.hub.site", "import bot.errors"),
        (the_hub_stands_alone, "bot.app.gather", "from bot.hub import Hub"),
        (the_hub_stands_alone, "bot.forge.git", "import bot.hub.site"),
        (the_shell_knows_the_protocol_only, "bot.app.gather", "from bot.forge.github import X"),
        (the_shell_knows_the_protocol_only, "bot.app.gather", "from bot.forge import git"),
        (the_shell_knows_the_protocol_only, "bot.app.gather", "import bot.forge.git_process"),
        (nothing_below_imports_what_is_above, "bot.forge.git", "from bot.app import gather"),
        (nothing_below_imports_what_is_above, "bot.app.gather", "from bot import cli"),
        (nothing_below_imports_what_is_above, "bot.app.gather", "from bot.audit import read"),
        (nothing_below_imports_what_is_above, "bot.audit.read", "from bot.forge import git"),
        (the_audit_shares_the_documents_only, "bot.audit.read", "from bot.core.log import Log"),
        (init_makes_texts_of_the_core_alone, "bot.init.readme", "from pathlib import Path"),
        (init_makes_texts_of_the_core_alone, "bot.init.readme", "from bot.init import writing"),
        (init_makes_texts_of_the_core_alone, "bot.init.readme", "open('x')"),
        (init_makes_texts_of_the_core_alone, "bot.init.writing", "from bot.forge import git"),
        (init_makes_texts_of_the_core_alone, "bot.app.gather", "from bot.init import readme"),
        (one_adapter_imports_pygithub, "bot.app.gather", "import github"),
        (one_adapter_imports_pygithub, "bot.forge.people", "from github import Github"),
        (one_adapter_imports_pygithub, "bot.cli", "from github.Requester import Requester"),
        (only_the_wiring_reads_environment_and_clock, "bot.app.x", "import os\nos.environ['A']"),
        (only_the_wiring_reads_environment_and_clock, "bot.app.x", "from os import environ"),
        (only_the_wiring_reads_environment_and_clock, "bot.app.x", "import os\nos.getenv('A')"),
        (only_the_wiring_reads_environment_and_clock, "bot.forge.x", "import time\ntime.time()"),
        (only_the_wiring_reads_environment_and_clock, "bot.forge.x", "from time import monotonic"),
        (
            only_the_wiring_reads_environment_and_clock,
            "bot.forge.x",
            "from datetime import datetime, UTC\ndatetime.now(UTC)",
        ),
        (no_test_patches, "tests.core.x", "from unittest.mock import patch"),
        (no_test_patches, "tests.core.x", "from unittest import mock"),
        (no_test_patches, "tests.core.x", "import unittest.mock as m"),
    ],
)
def test_a_planted_breach_is_found(
    rule: Callable[[Source], list[str]], module: str, text: str
) -> None:
    assert _violations(rule, [Source.parse(module, text)])


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("bot.core.log", "from datetime import UTC, datetime\nfrom bot.core import entry"),
        ("bot.core.log", "import jinja2\nimport hashlib\nsituation.now\nsituation.own"),
        (
            "bot.app.gather",
            "from bot.forge.protocol import Git\nfrom bot.core.decide import decide",
        ),
        ("bot.forge.github", "import github\nfrom bot.core.situation import Pull"),
        ("bot.hub.clock", "import time\ntime.time()\nfrom bot.hub import site\nfrom . import ids"),
        ("bot.cli", "import os\nos.environ\nfrom bot.hub import Hub\nfrom bot.forge import git"),
        ("bot.audit.read", "from bot.core.documents import canonical"),
        ("tests.hub.x", "import github\nfrom bot.hub import Hub"),
    ],
)
def test_what_the_layers_allow_is_no_breach(module: str, text: str) -> None:
    source = Source.parse(module, text)
    assert [rule(source) for rule in RULES] == [[]] * len(RULES)
