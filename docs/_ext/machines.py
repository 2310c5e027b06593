"""Tables of what was tried on several machines and versions.

- ``{scaleout}``: servers that were killed, one by one, from `scaleout.json`, which
  `dev/scaleout --publish` writes;
- ``{versions}``: on which Python and PostgreSQL the tests passed, from `versions.json`,
  which `dev/versions --publish` writes.
"""

import json
from pathlib import Path

from docutils import nodes
from prepaid import Table

HERE = Path(__file__).resolve().parents[1]
SCALEOUT_HEADS = (
    "What happened",
    "Requests",
    "Errors",
    "Longest stop",
    "Pages and balances read",
    "By the replica",
)
VERSIONS_HEADS = ("Python", "PostgreSQL", "Tests passed", "Failed")


class PublishedTable(Table):
    """A table of a file that a command publishes, if it has done so."""

    required_arguments = 0
    optional_arguments = 0
    is_data = True
    file, heads, left = "", (), 1

    def run(self):
        path = HERE / self.file
        if not path.exists():
            return [nodes.paragraph("", "No run has been published yet.")]
        rows = json.loads(path.read_text("utf-8"))["rows"]
        cells = [self.tell(row) for row in rows]
        return self.show(self.heads, cells, range(self.left, len(self.heads)))

    def tell(self, row):
        """Return the cells of a row."""
        raise NotImplementedError


class ScaleoutTable(PublishedTable):
    """What people saw while servers were killed, and who served what they read."""

    file, heads = "scaleout.json", SCALEOUT_HEADS
    # What happened is a sentence, and translated.
    is_data = False

    def tell(self, row):
        return [
            row["name"],
            f"{row['requests']:,}",
            f"{row['errors']:,}",
            f"{row['stop_seconds']:.1f} s",
            f"{row['reads']:,}",
            f"{row['by_replica']:,}",
        ]


class VersionsTable(PublishedTable):
    """How many tests passed on which versions."""

    file, heads, left = "versions.json", VERSIONS_HEADS, 2

    def tell(self, row):
        figures = [f"{row['passed']:,}", f"{row['failed']:,}"]
        return [row["python"], row["postgresql"], *figures]


def setup(app):
    app.add_directive("scaleout", ScaleoutTable)
    app.add_directive("versions", VersionsTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
