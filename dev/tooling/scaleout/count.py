"""What a run comes to: what was served and by whom, and what went wrong for good."""

from collections import Counter

LINES = "SELECT name, count(*) FROM account_analytic_line WHERE name ~ %s GROUP BY name"
ACTORS = "^(technician|machine)[0-9]+-[0-9]+$"
REFILLS = """
    SELECT contract.id, count(refill.id)
      FROM prepaid_contract contract
 LEFT JOIN prepaid_refill refill ON refill.contract_id = contract.id
     WHERE contract.refill_trigger = 'threshold'
       AND contract.id = ANY(%s) AND contract.balance <= contract.low_threshold
  GROUP BY contract.id
"""


def count_phase(phase, acts, reads):
    """Return a row of the table: what people saw, and who served what they read."""
    mine = [act for act in acts if phase.begun <= act.begun < phase.ended]
    served = [read for read in reads if phase.begun <= read.at < phase.ended]
    modes = Counter(read.mode for read in served)
    problems = Counter(act.problem for act in mine if act.problem)
    return {
        "name": phase.name,
        "requests": len(mine),
        "errors": problems.total(),
        "problems": dict(problems),
        "stop_seconds": round(find_longest_stop(mine), 1),
        "reads": len(served),
        "by_replica": modes["ro"],
        "twice": modes["ro->rw"],
        "transactions": phase.transactions,
    }


def find_longest_stop(acts):
    """Return the longest time that somebody went without a right answer, in seconds."""
    longest, since = 0, {}
    for act in sorted(acts, key=lambda act: act.begun):
        since.setdefault(act.who, act.begun)
        if not act.problem:
            longest = max(longest, act.begun + act.seconds - since[act.who])
            del since[act.who]
    return longest


def find_wrong_lines(booked, counts):
    """Return (lost, twice): names that were told to be booked, and names that are."""
    lost = [name for name in booked if not counts.get(name)]
    twice = [name for name, count in counts.items() if count > 1]
    return lost, twice


def find_violations(rows, sums):
    """Return in words what must not be."""
    texts = {
        "lost": "works that were told to be booked are not there",
        "twice": "works are there twice",
        "stale": "figures were older than what had been booked before",
        "refills_wrong": "contracts that ran low have no refill, or more than one",
        "faults": "faults in the ledger or the books",
    }
    found = [f"{sums[name]} {text}" for name, text in texts.items() if sums[name]]
    if not rows[0]["by_replica"]:
        found.append("the replica served nothing")
    if not rows[0]["transactions"]:
        found.append("the replica itself knows of no transaction")
    written = sum(row["twice"] for row in rows)
    if written:
        found.append(f"{written} requests wrote, though they said they would only read")
    return found
