"""Installs an unpacked bundle without a network; says what differs, and changes nothing then.

It stands at the top of the bundle and runs before anything else is installed: the standard
library alone, and nothing newer than Python 3.6, so that a Python too old for us can still say so.
"""

import ctypes
import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
DIFFERS, DAMAGED, FAILED = 2, 3, 4
"""Exit codes: another computer than it was made for, not the files that were made, pip refused."""


def main() -> int:
    """Check, install, and say how to start."""
    about = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    wrong = differences(about, this_computer())
    for zh, en in wrong:
        say(f"装不了：{zh}", f"Cannot install: {en}")
    if wrong:
        return DIFFERS
    harmed = damaged(HERE)
    if harmed:
        names = ", ".join(harmed[:5])
        say(f"缺少或被改过的文件：{names}", f"Missing or changed: {names}")
        say(
            "请重新拷贝安装包，并核对它的 SHA-256。",
            "Copy the bundle again and compare its SHA-256.",
        )
        return DAMAGED
    say("文件核对无误，正在安装，约一分钟…", "Every file is as it was made; installing …")
    if not install():
        say("没有装成，原因见上。", "Not installed; the reason stands above.")
        return FAILED
    say(
        "装好了。启动：make run，没有 make 时：.venv/bin/streamlit run server.py",
        "Installed. Start with make run, or .venv/bin/streamlit run server.py",
    )
    return 0


def this_computer() -> dict:
    """What the bundle is compared with."""
    return {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "implementation": sys.implementation.name,
        "platform": sysconfig.get_platform(),
        "libc": libc(),
    }


def differences(about: dict, here: dict) -> list:
    """Pairs of sentences, Chinese and English, on what does not fit; none where all does."""
    wrong = []
    want, have = about["python"], here["python"]
    if (want, about["implementation"]) != (have, here["implementation"]):
        have = f"{have} ({here['implementation']})"
        wrong.append(
            (
                f"安装包要用 Python {want}，这里是 {have}；请改用 python{want} install.py",
                f"made for Python {want}, this is {have}; try python{want} install.py",
            )
        )
    want, have = about["platform"], here["platform"]
    if want != have:
        wrong.append(
            (
                f"安装包是给 {want} 做的，这台是 {have}；请在同样的系统上另做一个",
                f"made for {want}, this is {have}; make one on a system like this",
            )
        )
    want, have = about["libc"], here["libc"]
    if want and have and number(have) < number(want):
        wrong.append(
            (
                f"系统太旧：glibc 要 {want} 或更新，这里是 {have}",
                f"the system is too old: glibc {want} or newer is needed, this is {have}",
            )
        )
    return wrong


def damaged(folder: Path) -> list:
    """Names of files that are not as SHA256SUMS says."""
    harmed = []
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        want, name = line.split("  ", 1)
        if not (folder / name).is_file() or sha256(folder / name) != want:
            harmed.append(name)
    return harmed


def install() -> bool:
    """Make the environment anew and fill it from wheels/ alone; the person's pip settings wait."""
    try:
        venv.create(str(VENV), clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"建不了 .venv：{error}", "On Debian and Ubuntu install python3-venv first.")
        return False
    python = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-index", "--require-hashes", "--only-binary", ":all:"]
    command += ["--find-links", str(HERE / "wheels"), "-r", str(HERE / "requirements.txt")]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    if subprocess.call(command, env={**own, "PIP_CONFIG_FILE": os.devnull}):
        return False
    (VENV / ".run").touch()  # make run need not install again
    return True


def libc() -> str:
    """Version of the C library of Linux, such as 2.36; empty elsewhere."""
    try:
        ask = ctypes.CDLL(None).gnu_get_libc_version
    except (AttributeError, OSError, TypeError):
        return ""
    ask.restype = ctypes.c_char_p
    return ask().decode("ascii")


def number(version: str) -> tuple:
    """A version to compare by: 2.9 comes before 2.36."""
    return tuple(int(part) for part in version.split(".")[:2])


def sha256(path: Path) -> str:
    """The hash of a file of any size."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            made.update(block)
    return made.hexdigest()


def say(zh: str, en: str) -> None:
    """Both languages; a terminal that cannot write Chinese has the English."""
    for line in (zh, en):
        try:
            print(line, flush=True)
        except UnicodeEncodeError:
            continue


if __name__ == "__main__":
    sys.exit(main())
