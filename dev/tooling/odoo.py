"""Running Odoo's own commands, with its log kept and read."""

import json
import os
import re
import shutil
import subprocess
import sys

from . import addons_folder, cache, odoo_source
from .output import Problem

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) ")
MODULE_LOADED = re.compile(r"Loading module \S+ \((\d+/\d+)\)")
# Of a finished installation, only what is about our addons or the schema matters: a
# table constraint that cannot be made is only logged.
OURS = re.compile(rf"{cache.ADDON}|prepaid|odoo\.schema|odoo\.registry|constraint")
ANY = re.compile("")
STOP_SECONDS_MAX = 20
SEVERE = ("WARNING", "ERROR", "CRITICAL")


def get_command(*arguments, subcommand="server"):
    """Return the command that runs Odoo with our configuration."""
    config = str(addons_folder.write_config())
    program = [sys.executable, "-m", "odoo", subcommand]
    return tie([*program, "-c", config, *arguments])


def tie(command):
    """Return the command so that what it runs ends with us, even when we are killed."""
    is_there = shutil.which("setpriv")
    return ["setpriv", "--pdeathsig", "TERM", *command] if is_there else command


def get_options():
    """Return the options of a process that imports Odoo: where, and with which path."""
    # Odoo's folder `odoo` would hide modules of Python's own if one started there.
    environment = {**os.environ, "PYTHONPATH": str(odoo_source.get_home())}
    return {
        "cwd": addons_folder.get_folder(),
        "env": environment,
        "stdin": subprocess.DEVNULL,
    }


def run(log_name, *arguments, watch=None):
    """Run Odoo to its end; return its exit code and the lines of its log.

    `watch` is called with each line as it comes.
    """
    path = get_log_path(log_name)
    lines = []
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with path.open("w") as log:
        command = get_command(*arguments)
        with subprocess.Popen(command, **options, **get_options()) as process:
            try:
                for line in process.stdout:
                    log.write(line)
                    lines.append(line.rstrip("\n"))
                    if watch:
                        watch(line)
            except BaseException:
                stop(process)
                raise
    return process.returncode, lines


def stop(process):
    """Ask an Odoo process to stop, and insist."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def get_log_path(name):
    """Return the path of one of our logs."""
    folder = cache.folder() / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.log"


def install(step, database, *arguments):
    """Run an installation in the database; stop with its severe log lines, if any."""
    code, lines = run(
        *(database, "-d", database, "--stop-after-init", "--no-http", *arguments),
        watch=_get_watch(step),
    )
    found = find_problems(lines, ANY if code else OURS)
    if code or found:
        raise Problem(
            "the installation was not clean:\n"
            + "\n".join(found or lines[-15:])
            + f"\n(whole log: {get_log_path(database)})"
        )


def find_problems(lines, about=ANY, levels=SEVERE):
    """Return the messages of a log that match `about`, with their tracebacks."""
    # The cache's own path bears the addon's name.
    cache_path = str(cache.folder())
    return [
        message
        for level, message in _get_messages(lines)
        if level in levels and about.search(message.replace(cache_path, ""))
    ]


def _get_messages(lines):
    """Return the level and the text of each message; a traceback is part of one."""
    messages = []
    for line in lines:
        if match := LOG_LINE.match(line):
            messages.append((match["level"], [line]))
        elif messages:
            messages[-1][1].append(line)
    return [(level, "\n".join(texts)) for level, texts in messages]


def _get_watch(step):
    """Return a function that shows which module is being loaded."""

    def watch(line):
        if match := MODULE_LOADED.search(line):
            step.progress(f"module {match[1]}")

    return watch


def play(script, database, *more):
    """Run one of our scripts on a database; return what it found, and Odoo's log.

    It takes the options of Odoo's server, `more` among them, and prints one line of
    JSON at its end.
    """
    options = ["-c", str(addons_folder.write_config()), "-d", database, "--no-http"]
    command = [sys.executable, str(script), *options, *more]
    result = subprocess.run(command, **get_options(), capture_output=True, text=True)
    log = result.stderr.splitlines()
    if result.returncode:
        raise Problem("\n".join(log[-5:]))
    return json.loads(result.stdout.splitlines()[-1]), log
