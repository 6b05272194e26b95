"""Makes the image's tree without a container engine, and starts the program in it.

The Dockerfile is followed line by line in a scratch folder: COPY takes what git tracks and
`.dockerignore` lets through, RUN runs. Of the final stage the account, the environment and the
entry point are tried. What this cannot show: that the base image has what this machine has.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT = 10001  # USER in the Dockerfile


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Yield (instruction, argument) with continuation lines joined and comments left out."""
    kept = "\n".join(line for line in dockerfile.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n\s*", " ", kept).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word, rest.strip()


def context() -> list[str]:
    """Return the files Docker would be given: tracked or new, and named in `.dockerignore`."""
    wanted = {
        line[1:].strip()
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [name for name in listed if name.split("/")[0] in wanted and (ROOT / name).is_file()]


def copy(sources: list[str], folder: Path) -> None:
    """Do what COPY SOURCE… ./ does; "." is the whole context."""
    for name in context():
        if "." in sources or name in sources:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def build(folder: Path) -> dict[str, str]:
    """Follow the Dockerfile below `folder`; return ENV, ENTRYPOINT and USER of the final stage."""
    stage, final = "", {}
    for word, rest in instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        if word == "FROM":
            stage = rest.partition(" AS ")[2]
        elif word == "RUN" and stage != "build":
            sys.exit("image: a RUN line outside the build stage is not tried here; move it there")
        elif word == "RUN":
            print("  RUN", rest, flush=True)
            subprocess.run(["/bin/sh", "-euc", rest], cwd=folder, check=True)
        elif word == "COPY" and stage == "build":
            copy(shlex.split(rest)[:-1], folder)
        elif word in {"ENV", "ENTRYPOINT", "USER"}:
            final[word] = rest
    return final


def start(folder: Path, final: dict[str, str]) -> None:
    """Start the entry point with --help, as the image's account where that is possible."""
    if final["USER"] != f"{ACCOUNT}:{ACCOUNT}":
        sys.exit(f"image: USER is {final['USER']}, {ACCOUNT}:{ACCOUNT} was expected")
    settings = dict(pair.split("=", 1) for pair in shlex.split(final["ENV"]))
    settings["PROCHECK_DATA_DIR"] = str(folder.parent / "image" / "data")
    entry = [word.strip(' "') for word in final["ENTRYPOINT"].strip("[]").split(",")]
    # Unlike the image's, this machine's interpreter may lie where other accounts cannot go.
    interpreter = (folder / entry[0]).resolve()
    as_account = os.geteuid() == 0 and all(up.stat().st_mode & 0o001 for up in interpreter.parents)
    print("  ENTRYPOINT", *entry, "--help", "" if as_account else "(under this account)")
    subprocess.run(
        [*entry, "--help"],
        cwd=folder,
        env=settings | {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        check=True,
        stdout=subprocess.DEVNULL,
        user=ACCOUNT if as_account else None,
        group=ACCOUNT if as_account else None,
        extra_groups=[] if as_account else None,
    )


def main() -> None:
    """Build in a scratch folder, start, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="procheck-image-") as scratch:
        Path(scratch).chmod(0o755)  # the image's account must be able to pass through
        folder = Path(scratch) / "procheck"
        folder.mkdir()
        start(folder, build(folder))


if __name__ == "__main__":
    main()
