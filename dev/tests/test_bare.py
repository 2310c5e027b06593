"""The bare machine."""

from pathlib import Path

import pytest

from tooling.commands import bare
from tooling.output import Problem

MOUNTINFO = """\
21 28 0:20 / /proc rw,relatime - proc proc rw
99 28 0:50 / /scratch/trixie-1/dev rw - devtmpfs dev rw
98 28 0:51 / /scratch/trixie-12/proc rw - proc proc rw
"""


def test_mounts_of_this_folder_are_found_and_no_others():
    found = bare.find_mounts(Path("/scratch/trixie-1"), MOUNTINFO)
    assert found == ["/scratch/trixie-1/dev"]


def test_folder_with_a_mount_is_not_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(bare, "find_mounts", lambda root, mountinfo: [f"{root}/dev"])
    with pytest.raises(Problem, match="mounts"):
        bare.delete(tmp_path)
    assert tmp_path.exists()


def test_commands_get_settings_that_reach_packages_and_no_others():
    ours = {"PIP_CERT": "c", "https_proxy": "p", "PGHOST": "h", "ODOO_HOME": "o"}
    variables = bare._get_environment(ours)
    assert variables["PIP_CERT"] == "c"
    assert variables["https_proxy"] == "p"
    assert not {"PGHOST", "ODOO_HOME"} & set(variables)
    assert variables["HOME"] == "/root"
