"""Makes a virtual environment with the given packages: install-peers.py <home> <package==version> ...

However many processes ask at once, one installs and the others wait. The lock is the operating system's, so a
process that is killed leaves none behind.
"""

import fcntl
import subprocess
import sys
import venv
from pathlib import Path

home, packages = Path(sys.argv[1]), sys.argv[2:]
wanted = "\n".join(packages)
installed = home / "installed"

with open(f"{home}.lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    if installed.exists() and installed.read_text() == wanted:
        sys.exit(0)
    venv.create(home, clear=True, with_pip=True)
    subprocess.run(
        [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
        check=True,
    )
    installed.write_text(wanted)
