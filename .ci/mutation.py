"""How mutants are compiled and played, for mutants.py and mutants_sql.py: the crate is copied with all of its mutants
in it, each of which sleeps until the environment names its number, compiled once, and tested once for each."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()


def require(holds, what):
    if not holds:
        sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {what}")


def copied(crate, before, files):
    """The crate with these files, a workspace of its own beside the other crates, which are the real ones. The module
    `mutant` stands before this one."""
    copy = TARGET / pathlib.Path(sys.argv[0]).stem
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / crate, copy / crate)
    shutil.copy(ROOT / "Cargo.lock", copy / "Cargo.lock")
    manifest = (ROOT / "Cargo.toml").read_text()
    manifest = re.sub(r"(?m)^members = .*$", f'members = ["{crate}"]', manifest)
    manifest = re.sub(r'path = "(?!' + crate + '")(crates/[^"]+)"', rf'path = "{ROOT}/\1"', manifest)
    (copy / "Cargo.toml").write_text(manifest)
    for name, text in files.items():
        (copy / crate / "src" / name).write_text(text)
    library = copy / crate / "src" / "lib.rs"
    text = library.read_text()
    require(text.count(f"mod {before};\n") == 1, f"lib.rs has no `mod {before};`")
    library.write_text(text.replace(f"mod {before};\n", f"mod mutant;\nmod {before};\n"))
    return copy


def built(copy, crate):
    environment = dict(os.environ, CARGO_TARGET_DIR=str(TARGET))
    package = pathlib.Path(crate).name
    command = ["cargo", "test", "-p", package, "--test", "it", "--no-run", "--offline"]
    ran = subprocess.run(command, cwd=copy, env=environment, text=True, capture_output=True)
    found = re.search(r"\((\S*it-[0-9a-f]+)\)", ran.stderr)
    require(ran.returncode == 0 and found, "the mutated crate does not build:\n" + ran.stderr[-4000:])
    return copy / found.group(1)


def play(binary, folder, number, tests):
    """How many tests passed, and the first that did not, behind which none is asked. The tests stand in the order of their
    names."""
    environment = dict(os.environ, MUTANT=str(number), CARGO_MANIFEST_DIR=str(folder), RUST_BACKTRACE="0")
    # The first case that fails is enough, and each run has the same cases.
    environment.update(PROPTEST_MAX_SHRINK_ITERS="0", PROPTEST_RNG_SEED="7")
    ran = subprocess.Popen(
        [binary, "--test-threads=1", *tests], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    late = threading.Event()
    limit = threading.Timer(60, lambda: (late.set(), ran.kill()))
    limit.start()
    failed, passed = None, None
    try:
        for line in ran.stdout:
            failed = re.match(r"test (\S+) \.\.\. FAILED$", line)
            passed = passed or re.match(r"test result: ok\. (\d+) passed", line)
            if failed:
                ran.kill()
                return None, failed.group(1)
    finally:
        limit.cancel()
        ran.stdout.close()
        ended = ran.wait()
    if late.is_set():
        return None, "it takes for ever"
    if ended != 0 or not passed:
        return None, "the tests do not end"
    return int(passed.group(1)), None


def run(crate, before, files, mutants, equal):
    """Plays all: `mutants` are pairs of what is broken and the tests that are asked; `equal` says of those that change
    no answer why, by what is broken, without its place."""
    if "--list" in sys.argv:
        print("\n".join(f"{number:4} {what}" for number, (what, _) in enumerate(mutants, 1)))
        return
    start = time.monotonic()
    copy = copied(crate, before, files)
    binary = built(copy, crate)
    compiled = time.monotonic()
    folder = copy / crate
    every = sorted({test for _, tests in mutants for test in tests})
    passed, killed = play(binary, folder, 0, every)
    require(killed is None and passed, f"without a mutant the tests fail: {killed}")
    named = lambda what: what.split(" ", 1)[1]
    known = {named(what) for what, _ in mutants}
    require(known >= set(equal), f"no such mutants: {set(equal) - known}")
    wrong = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        numbers = [int(number) for number in sys.argv[1:]] or range(1, len(mutants) + 1)
        asked = [mutants[number - 1] for number in numbers]
        played = pool.map(lambda number, one: play(binary, folder, number, one[1])[1], numbers, asked)
        for number, (what, _), killer in zip(numbers, asked, played):
            why = equal.get(named(what))
            print(f"{number:4} {what}\n       {killer or why or 'SURVIVES'}")
            if (killer is None) != (why is not None):
                wrong.append(f"{number} {what}")
    took = time.monotonic() - compiled
    print(
        f"{len(asked)} mutants, {len(wrong)} survive, {len(equal)} change no answer; "
        f"built in {compiled - start:.0f} s, {passed} tests, in {took:.0f} s"
    )
    shutil.rmtree(copy, ignore_errors=True)
    require(not wrong, "not as it should be: a mutant lives, or one dies that is said to change no answer\n  " + "\n  ".join(wrong))
