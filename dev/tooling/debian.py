"""Debian packages, unpacked without being installed.

The packages are fetched through a private apt configuration: nothing of the system's
is changed, no privilege is needed, and apt checks the signatures with Debian's keyring.
The mirror is the one that the machine's own apt uses.
"""

import os
import shutil
import subprocess

from .output import Problem

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def is_available():
    """Tell whether this machine has apt and Debian's keyring."""
    return bool(shutil.which("apt-get")) and os.path.exists(KEYRING)


def fetch(packages, suites, target):
    """Download `packages` (`name` or `name/suite`), unpack them in `target`.

    `packages` may be a function that gets the environment of apt and returns the names.
    Return what was unpacked, as a list of `name_version` texts.
    """
    work = target / ".apt"
    try:
        archives = _download(packages, suites, work)
        for archive in archives:
            call(["dpkg-deb", "-x", str(archive), str(target)])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return [archive.stem for archive in archives]


def find_libraries(package, environment):
    """Return `package` and all libraries that it needs, on a system that has none."""
    options = ["--simulate", "--no-install-recommends"]
    output = call(["apt-get", "install", *options, package], env=environment)
    lines = [line.split() for line in output.splitlines()]
    names = [words[1] for words in lines if words[:1] == ["Inst"]]
    return [name for name in names if name == package or name.startswith("lib")]


def _download(packages, suites, work):
    """Try the machine's mirrors in turn and return the downloaded archives."""
    problems = []
    for uri in get_mirrors():
        shutil.rmtree(work, ignore_errors=True)
        config = write_config(work, uri, suites)
        environment = {**os.environ, "APT_CONFIG": str(config)}
        try:
            call(["apt-get", "update"], env=environment)
            names = packages(environment) if callable(packages) else packages
            call(["apt-get", "download", *names], env=environment, cwd=work)
        except Problem as problem:
            problems.append(str(problem))
        else:
            return sorted(work.glob("*.deb"))
    raise Problem("; then ".join(problems) or "apt knows no Debian mirror")


def get_mirrors():
    """Return the addresses of the mirrors in the machine's apt sources."""
    output = call(["apt-get", "indextargets", "--format", "$(COMPONENT) $(REPO_URI)"])
    targets = [line.split() for line in output.splitlines()]
    uris = [t[1] for t in targets if t[0] == "main" and "security" not in t[1]]
    return list(dict.fromkeys(uris))


def write_config(work, uri, suites):
    """Write apt's configuration in the folder `work` and return its path."""
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True)
    sources = work / "sources.list"
    lines = [f"deb [signed-by={KEYRING}] {uri} {suite} main\n" for suite in suites]
    sources.write_text("".join(lines))
    config = work / "apt.conf"
    config.write_text(
        f'Dir::State "{work}/state";\n'
        f'Dir::Cache "{work}/cache";\n'
        f'Dir::Etc::sourcelist "{sources}";\n'
        'Dir::State::status "/dev/null";\n'
        'Dir::Etc::sourceparts "/dev/null";\n'
        'Dir::Etc::trusted "/dev/null";\n'
        'Dir::Etc::trustedparts "/dev/null";\n'
        'Acquire::Languages "none";\n'
        # Without this, apt takes an old list, or none, for success.
        'APT::Update::Error-Mode "any";\n'
        # apt's own account could not write into a private cache folder.
        'APT::Sandbox::User "root";\n'
    )
    return config


def call(command, title=None, **options):
    """Run a command and return its output; its first error is the problem."""
    result = subprocess.run(command, capture_output=True, text=True, **options)
    if result.returncode:
        lines = result.stderr.splitlines() or ["no reason given"]
        errors = [line for line in lines if line.startswith("E: ")] or lines[-1:]
        title = title or f"{command[0]} {command[1]}"
        raise Problem(f"{title}: {errors[0].removeprefix('E: ')}")
    return result.stdout
