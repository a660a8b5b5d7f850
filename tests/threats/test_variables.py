"""A secret pasted among Environment Variables (D21), through HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.configuring import ask, everything

if TYPE_CHECKING:
    from tests.world import Stage

PILOTED = "coffee 1.0.0 lagoon production"
SECRET = "q7Rk2pX9vT4mZ8bN"
PASTED: dict[str, Any] = {
    "by its name": [{"name": "SHOP_PASSWORD", "value": "hunter2"}],
    "by its value": [{"name": "SALT", "value": SECRET}],
    "in place of the reference": [{"name": "SHOP", "secret": SECRET}],
    "as a name of the secret": [{"name": "SHOP", "secret": {"name": SECRET, "version": 1}}],
    "in place of the list": SECRET,
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_d21_a_secret_pasted_among_variables_is_shown_nowhere(stage: Stage, pasted: Any) -> None:
    """Neither the comment nor the status nor main repeats it."""
    before = stage.main()
    number = ask(stage, PILOTED, variables=pasted)
    said = everything(stage, number)
    assert "not shown" in said
    assert SECRET not in said
    assert "hunter2" not in said
    assert stage.main() == before
