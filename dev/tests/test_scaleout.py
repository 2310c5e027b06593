"""What dev/scaleout reads from logs, and what it makes of it."""

import json

import pytest

from tooling.commands import scaleout
from tooling.scaleout import count, log, report, site
from tooling.scaleout.crowd import Act
from tooling.scaleout.phases import Phase

LINE = (
    "2026-01-02 03:04:05,678 42 INFO stp werkzeug: 127.0.0.1 - - "
    '[02/Jan/2026 03:04:05] "{} HTTP/1.1" 200 - 45 0.032 0.123 {}'
)
AT = 1767323045
FINE = {"lost": 0, "twice": 0, "stale": 0, "refills_wrong": 0, "faults": 0}
ROW = {"by_replica": 5, "transactions": 9, "twice": 0}


def test_a_page_that_the_replica_served_is_told_by_the_servers_log():
    lines = [
        LINE.format("GET /my/prepaid/5/statement.csv", "ro"),
        LINE.format("POST /json/2/prepaid.contract/api_balance", "rw"),
        LINE.format("POST /json/2/prepaid.contract/api_log_work", "rw"),
        LINE.format("GET /web/health", "-"),
        "a line of a traceback",
    ]
    reads = log.find_reads(lines)
    assert [read.mode for read in reads] == ["ro", "rw"]
    assert reads[0].at == AT


def test_a_stop_is_how_long_somebody_had_no_right_answer():
    acts = [
        Act("anna", 0, 1, ""),
        Act("anna", 1, 2, "502"),
        Act("anna", 4, 1, ""),
        Act("ben", 0, 2, ""),
    ]
    assert count.find_longest_stop(acts) == 4


def test_a_phase_counts_what_began_in_it():
    acts = [Act("anna", 5, 1, ""), Act("anna", 15, 1, "500"), Act("anna", 25, 1, "")]
    reads = [log.Read(16, "/my/prepaid/1", "ro"), log.Read(17, "/my/prepaid/1", "rw")]
    row = count.count_phase(Phase("A server is killed", 10, 20, 7), acts, reads)
    assert (row["requests"], row["errors"], row["problems"]) == (1, 1, {"500": 1})
    assert (row["reads"], row["by_replica"], row["transactions"]) == (2, 1, 7)


def test_work_that_was_told_to_be_booked_is_there_once():
    lost, twice = count.find_wrong_lines(["a", "b", "c"], {"a": 1, "b": 2, "d": 1})
    assert (lost, twice) == (["c"], ["b"])


def test_a_run_in_which_all_went_well_has_no_violation():
    assert not count.find_violations([ROW, ROW], FINE)


@pytest.mark.parametrize("name", FINE)
def test_anything_lost_or_wrong_is_a_violation(name):
    assert len(count.find_violations([ROW], FINE | {name: 1})) == 1


@pytest.mark.parametrize("over", [{"by_replica": 0}, {"transactions": 0}, {"twice": 1}])
def test_a_replica_that_serves_nothing_or_is_written_to_is_a_violation(over):
    assert len(count.find_violations([ROW | over], FINE)) == 1


def test_the_proxy_that_is_tried_is_the_documented_one_with_other_addresses():
    text = site.write_proxy(8000, {"web1": 8001, "web2": 8002})
    assert "bind 127.0.0.1:8000\n" in text
    assert "server web1 127.0.0.1:8001\n" in text
    assert "server web2 127.0.0.1:8002\n" in text
    assert "10.0.0" not in text


def test_the_readme_says_what_was_published_last():
    page = scaleout.README.read_text()
    if not scaleout.PUBLISHED.exists():
        assert "<!-- scaleout -->\n<!-- /scaleout -->" in page
        return
    told = json.loads(scaleout.PUBLISHED.read_text())
    assert report.fill_in(page, told) == page
    assert report.summarise(told) in page
