"""A stand-in for installing: one environment that is there already serves every run.

What a workflow installs into a new virtual environment takes longer than all the rest of a run. A
`python3` at the head of the search path makes that environment at once, from one interpreter that
has everything: `-m venv` lays it out, `-m pip` does nothing, and everything else is passed on.
"""

import sys
from pathlib import Path

_PYTHON3 = """\
#!/usr/bin/env bash
if [[ "$1 $2 $3" == "-I -m venv" ]]; then
  mkdir -p "$4/bin" && exec ln -s {installed} "$4/bin/python"
fi
exec {interpreter} "$@"
"""
_INSTALLED = """\
#!/usr/bin/env bash
for word in "$@"; do
  case "$word" in
    pip) exit 0 ;;
    bot | handle) break ;;
  esac
done
exec {interpreter} "$@"
"""


def lay_out(folder: Path, interpreter: Path | None = None) -> Path:
    """Write the stand-in into a folder, which goes to the head of the search path."""
    folder.mkdir(parents=True, exist_ok=True)
    used = interpreter or Path(sys.executable)
    installed = folder / "installed"
    for path, text in ((folder / "python3", _PYTHON3), (installed, _INSTALLED)):
        path.write_text(text.format(interpreter=used, installed=installed), encoding="utf-8")
        path.chmod(0o755)
    return folder
