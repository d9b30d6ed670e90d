"""Install the system packages that some tests need, where that is allowed; otherwise say what is skipped.

Usage: python -m scripts.setup_system

Installs only as root on Debian or Ubuntu, and only what is missing. Anywhere else it names what is missing and which
tests will be skipped, and succeeds. In CI (CI=true or TIERLIGHT_CI=1) a package that is still missing is a failure.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from glob import glob

from scripts.setup import say


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A Debian package, the places of which one exists when it is installed, and what is skipped without it."""

    name: str
    places: tuple[str, ...]
    skipped: str


PACKAGES = (
    SystemPackage("chromium", ("/usr/bin/chromium", "/usr/bin/chromium-browser"), "tests in a browser"),
    SystemPackage("postgresql", ("/usr/lib/postgresql/*/bin/initdb",), "tests on Postgres"),
    SystemPackage("fonts-noto-core", ("/usr/share/fonts/truetype/noto/NotoSansKhmer-*.ttf",), "pages in many scripts"),
    SystemPackage("fonts-noto-cjk", ("/usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc",), "pages in Chinese"),
    SystemPackage("libpango-1.0-0", ("/usr/lib/*/libpango-1.0.so.0",), "reports as PDF"),
    SystemPackage("libpangoft2-1.0-0", ("/usr/lib/*/libpangoft2-1.0.so.0",), "reports as PDF"),
    SystemPackage("libharfbuzz-subset0", ("/usr/lib/*/libharfbuzz-subset.so.0",), "reports as PDF"),
    SystemPackage("poppler-utils", ("/usr/bin/pdffonts",), "which letters a PDF has inside"),
    SystemPackage("strace", ("/usr/bin/strace",), "the count of syncs to disk, faults at system calls"),
)


def main() -> int:
    """Install what is missing if we may. Returns the exit code."""
    absent = missing()
    if absent and may_install():
        install(absent)
        absent = missing()
    for package in absent:
        say(f"setup-system: no {package.name}: {package.skipped} will be skipped")
    if absent and in_ci(os.environ):
        say("setup-system FAILED: in CI nothing may be skipped")
        return 1
    if absent:
        say(f"setup-system: as root on Debian or Ubuntu: apt-get install {' '.join(p.name for p in absent)}")
    return 0


def missing() -> list[SystemPackage]:
    return [package for package in PACKAGES if not any(glob(place) for place in package.places)]


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def in_ci(environ: Mapping[str, str]) -> bool:
    """This run stands for everybody's: a thing that is missing is a failure, not a skip."""
    return environ.get("CI") == "true" or environ.get("TIERLIGHT_CI") == "1"


def install(absent: list[SystemPackage]) -> None:
    """Ask apt for the packages. What apt says is shown where it fails; what is missing afterwards the caller asks."""
    names = [package.name for package in absent]
    say(f"setup-system: installing {' '.join(names)} ...")
    began = time.monotonic()
    for words in (["apt-get", "-q", "update"], ["apt-get", "-qy", "install", "--no-install-recommends", *names]):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        ran = subprocess.run(words, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            say(f"setup-system: `{' '.join(words)}` ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
    say(f"setup-system: apt done in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
