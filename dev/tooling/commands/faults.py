"""dev/faults: what production does to a server, done on purpose, and judged."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

from .. import addons_folder, cache, databases, odoo, postgres
from ..bench.report import describe
from ..faults import catalogue, report
from ..faults.cluster import Cluster
from ..faults.fault import FAULTS
from ..output import Problem, say, step

SCRIPT = cache.CHECKOUT / "dev" / "strike.py"
PUBLISHED = cache.CHECKOUT / "docs" / "faults.json"
DATABASE = "faults"


def main(arguments):
    """Play what the command line asks for; 1 if something is violated."""
    options = _parse(arguments)
    if options.list:
        return _list()
    if options.publish:
        return _publish()
    wanted = catalogue.choose(options.only, options.quick, options.times, options.seed)
    with _serve(options.keep) as cluster:
        outcomes = _play(wanted, cluster, None if options.quick else get_target())
    say(f"\nThe same again: dev/faults {_get_again(options)}")
    return 0 if all(map(report.is_clean, outcomes)) else 1


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/faults",
        description="Let processes work on a database of their own, on a PostgreSQL "
        "server of their own; kill them, stop the server, fill its disk, set the "
        "clock back; and judge afterwards. The exit code is 1 when work that was told "
        "as booked is lost or booked twice, when the ledger is broken, when the books "
        "do not tie out, or when a fault could not be played.",
    )
    parser.add_argument("--quick", action="store_true", help="each a few times")
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="one fault, or some"
    )
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with")
    parser.add_argument("--times", type=int, help="how often each is done")
    parser.add_argument("--list", action="store_true", help="name the faults")
    parser.add_argument("--keep", action="store_true", help="keep server and database")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put the last whole run of each fault into the documentation",
    )
    parser.add_argument(
        "--no-install",
        action="store_true",
        help="do not install what the system lacks: name it and stop",
    )
    return parser.parse_args(arguments)


def get_target():
    """Return the file with the last outcome of each fault in this checkout."""
    return cache.folder() / f"faults-{cache.checkout_key()}.json"


def _get_again(options):
    names = [f"--only {name}" for name in options.only or ()]
    times = [f"--times {options.times}"] if options.times else []
    quick = ["--quick"] if options.quick else []
    return " ".join([*quick, *names, *times, f"--seed {options.seed}"])


def _list():
    for fault in FAULTS.values():
        say(f"{fault.name:20} {fault.title} ({fault.times:,} times)")
    return 0


def _publish():
    """Put the last outcomes where the page about reliability reads them."""
    kept = report.read(get_target())
    missing = [name for name in FAULTS if name not in kept]
    if missing:
        raise Problem(f"not played yet: {', '.join(missing)}. Run dev/faults first")
    report.publish([kept[name] for name in FAULTS], describe(), PUBLISHED)
    say(PUBLISHED.relative_to(cache.CHECKOUT))
    return 0


@contextmanager
def _serve(is_kept):
    """Give a server of our own with a database of the addon; both go at the end."""
    prefix = f"faults-{cache.checkout_key()}-"
    with cache.lock("abandoned", "dropping databases of killed runs"):
        _end_abandoned(prefix)
    cluster = Cluster(cache.folder() / f"{prefix}{os.getpid()}")
    try:
        _make(cluster)
        yield cluster
    finally:
        if is_kept:
            say(f"The server is kept until the next run: PGHOST={cluster.data}")
        else:
            cluster.end()


def _end_abandoned(prefix):
    """Stop the servers of runs that were killed before they could."""
    for folder in cache.folder().glob(f"{prefix}*"):
        pid = folder.name.removeprefix(prefix)
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            Cluster(folder).end()


def _make(cluster):
    """Copy a database of the addon, with its files, to a server of our own."""
    postgres.start()
    cluster.make()
    make = partial(databases.clone, modules=[cache.ADDON])
    with databases.temporary("faults", make) as source:
        path = cluster.dump(source, "new")
        shutil.copytree(
            addons_folder.get_data_dir() / "filestore" / source,
            get_data_dir(cluster) / "filestore" / DATABASE,
        )
    with step("Making a server of our own"):
        cluster.start()
        cluster.name()
        postgres.execute(f"CREATE DATABASE {DATABASE}")
        cluster.restore(path, DATABASE, f"--jobs={os.cpu_count()}")


def get_data_dir(cluster):
    """Return the folder of attachments."""
    return cluster.folder / "odoo"


def _play(wanted, cluster, target):
    """Return the outcomes, each said and kept in a file as soon as it is there."""
    task = {
        "cluster": str(cluster.folder),
        "folder": str(cluster.folder / "told"),
        "wanted": wanted,
    }
    command = [
        *(sys.executable, str(SCRIPT), json.dumps(task)),
        *("-c", str(addons_folder.write_config()), "-d", DATABASE, "--no-http"),
        *("--data-dir", str(get_data_dir(cluster)), "--log-level", "warn"),
    ]
    log = odoo.get_log_path(cluster.folder.name)
    outcomes = []
    report.say_head()
    with log.open("w") as errors:
        options = {"stdout": subprocess.PIPE, "stderr": errors, "text": True}
        with subprocess.Popen(
            odoo.tie(command), **options, **odoo.get_options()
        ) as process:
            try:
                for line in filter(is_outcome, process.stdout):
                    outcomes.append(json.loads(line))
                    report.say_outcome(outcomes[-1])
                    if target:
                        report.keep(outcomes[-1], target)
            except BaseException:
                odoo.stop(process)
                raise
    if process.returncode:
        lines = log.read_text().splitlines()[-12:]
        raise Problem("\n".join([*lines, f"(whole log: {log})"]))
    return outcomes


def is_outcome(line):
    """Tell an outcome from what others print."""
    return line.startswith('{"fault"')
