#!/usr/bin/env python3
"""Check sealed statements of Prepaid Hours, without Odoo.

    prepaid_verify.py FILE            is the file whole, and are its seals signed?
    prepaid_verify.py FILE OLDER      was anything changed that an older file holds?
    prepaid_verify.py --database DSN  the same of a whole database, which is only read

Only Python is needed. Signatures are checked where the package `cryptography` is
installed, databases where `psycopg2` is. What is wrong is named, line by line; the exit
status is 1 then.
"""

import argparse
import hashlib
import json
import sys
from datetime import datetime, timedelta
from decimal import Decimal

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

FORMAT = "prepaid-seal-1"
# The columns of an entry that are read as they are, by the order of the format.
NUMBER, QUANTITY, DATE, BOOKED = 1, 8, 9, 10
QUERY = """
    SELECT seal.company_id, seal.contract_id, seal.id, link.id, link.hash,
           e.id, e.contract_id, e.grant_id, e.company_id, e.kind, e.correction,
           e.is_owed, e.quantity::text, e.date, e.create_date, e.charge,
           e.offered_quantity::text, e.worked_minutes, e.metered_minutes,
           e.usage_type_id, e.project_id, e.approval_id, e.hold_id,
           e.reversed_entry_id, e.rate::text,
           e.metering::text
      FROM prepaid_seal_link link
      JOIN prepaid_seal seal ON seal.id = link.seal_id
      LEFT JOIN prepaid_entry e ON e.id = link.id
  ORDER BY seal.contract_id, seal.id, link.id"""
SEALS = """
    SELECT seal.contract_id, seal.company_id, seal.count, seal.last_hash, seal.date,
           COALESCE(seal.previous, ''), seal.signature, key.public_key
      FROM prepaid_seal seal
      JOIN prepaid_seal_key key ON key.company_id = seal.company_id
  ORDER BY seal.id"""
UNSEALED = """
    SELECT e.contract_id, e.id FROM prepaid_entry e
     WHERE e.create_date < (SELECT MAX(date) FROM prepaid_seal
                             WHERE company_id = e.company_id) - INTERVAL '1 day'
       AND NOT EXISTS (SELECT FROM prepaid_seal_link WHERE id = e.id)
  ORDER BY e.id"""
LATE = timedelta(days=1)


def get_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


# === A CHAIN === #


def check_chain(entries):
    """Yield what is wrong with (number, facts or None, hash) in the order sealed."""
    previous = ""
    for number, facts, hash_ in entries:
        if facts is None:
            yield f"Movement {number} was removed."
        elif get_hash(f"{previous}\n{facts}") != hash_:
            yield (
                f"Movement {number} was changed, or what stood before it was taken out."
            )
        previous = hash_


def check_seals(entries, seals, public_key):
    """Yield what is wrong with the (text, signature) of one contract's seals."""
    earlier = []
    start = 0
    for text, signature in seals:
        _version, _company, _contract, count, last_hash, date, _previous = text.split(
            "|"
        )
        count, date = int(count), read_instant(date)
        held = entries[start:count]
        if len(entries) < count or not held or held[-1][2] != last_hash:
            yield f"The seal of {date} holds {count} movements that are not these."
        if not is_signed(public_key, text, signature):
            yield f"The seal of {date} is not signed by the key {public_key}."
        before = max((day for day in earlier if day < date - LATE), default=None)
        yield from check_inserted(held, before)
        earlier.append(date)
        start = count
    if len(entries) > start:
        yield f"{len(entries) - start} movements are held by no seal."


def check_inserted(entries, before):
    """Yield the entries that say they are older than a seal that did not hold them."""
    for number, facts, _hash in entries if before else ():
        booked = facts and read_instant(facts.split("|")[BOOKED])
        if booked and booked < before - LATE:
            yield (
                f"Movement {number} was inserted: it says it was booked on {booked}, "
                f"and the seal of {before} did not hold it."
            )


def read_instant(text):
    return datetime.fromisoformat(text.rstrip("Z"))


def is_signed(public_key, text, signature):
    if not Ed25519PublicKey:
        return True
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


# === A FILE === #


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def get_entries(sealed):
    """Return (number, facts, hash) of each movement of a file."""
    pairs = (line.split(" ") for line in sealed["entries"])
    return [(facts.split("|")[NUMBER], facts, hash_) for facts, hash_ in pairs]


def check_file(sealed):
    """Return what is wrong with a sealed statement."""
    if sealed.get("format") != FORMAT:
        return [f"This program reads files of the format {FORMAT}."]
    entries = get_entries(sealed)
    seals = [line.split(" ") for line in sealed["seals"]]
    return [
        *check_chain(entries),
        *check_seals(entries, seals, sealed["public_key"]),
    ]


def compare(sealed, older):
    """Return what an older file holds otherwise than the newer one."""
    faults = []
    if sealed["public_key"] != older["public_key"]:
        faults.append("The two files are signed with different keys.")
    new = {number: (facts, hash_) for number, facts, hash_ in get_entries(sealed)}
    for number, facts, hash_ in get_entries(older):
        if number not in new:
            faults.append(f"Movement {number} was removed since.")
        elif new[number][0] != facts:
            faults.append(f"Movement {number} was changed since.")
        elif new[number][1] != hash_:
            faults.append(f"Something was put in or taken out before {number}.")
    return faults


def add_up(sealed):
    """Return the balance of a file's movements."""
    quantities = (
        Decimal(facts.split("|")[QUANTITY]) for _, facts, _ in get_entries(sealed)
    )
    return sum(quantities, Decimal(0))


# === A DATABASE === #


def say(value):
    """Return a value of the database as the format says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def write_facts(row):
    """Return the facts of an entry, None if it is gone."""
    if row[0] is None:
        return None
    *facts, rate, metering = row
    terms = get_hash(f"{say(Decimal(rate or 0))}|{metering or ''}")
    for place, convert in (
        (6, bool),
        (7, Decimal),
        (11, Decimal),
        (12, int),
        (13, int),
    ):
        facts[place] = convert(facts[place] or 0)
    return "|".join(["1", *map(say, facts), terms])


def check_database(cursor):
    """Return what is wrong with all contracts of a database."""
    chains, seals, faults = {}, {}, []
    cursor.execute(QUERY)
    for _company, contract, _seal, number, hash_, *row in cursor:
        chains.setdefault(contract, []).append((number, write_facts(row), hash_))
    heads = {}
    cursor.execute(SEALS)
    for contract, company, count, last_hash, date, previous, signature, key in cursor:
        instant = date.strftime("%Y-%m-%dT%H:%M:%SZ")
        facts = ("1", company, contract, count, last_hash, instant, previous)
        text = "|".join(map(str, facts))
        if heads.get(company, "") != previous:
            faults.append(
                f"Contract {contract}: a seal before that of {date} is missing, or was "
                "changed."
            )
        heads[company] = get_hash(text)
        seals.setdefault(contract, (key, []))[1].append((text, signature))
    for contract, (key, kept) in seals.items():
        entries = chains.get(contract, [])
        found = [*check_chain(entries), *check_seals(entries, kept, key)]
        faults += [f"Contract {contract}: {fault}" for fault in found]
    cursor.execute(UNSEALED)
    faults += [f"Contract {c}: movement {n} is not sealed." for c, n in cursor]
    return faults, sum(map(len, chains.values()))


def open_database(dsn):
    import psycopg2  # noqa: PLC0415 - files are checked without it

    connection = psycopg2.connect(dsn)
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    return connection.cursor()


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", help="the sealed statement")
    parser.add_argument("older", nargs="?", help="one that was kept")
    parser.add_argument("--database", help="how PostgreSQL is reached: 'dbname=…'")
    parser.add_argument("--key", help="the public key as you know it from elsewhere")
    options = parser.parse_args(arguments)
    if options.database:
        faults, count = check_database(open_database(options.database))
        told = f"{count} movements"
    elif options.file:
        sealed = read_file(options.file)
        faults = check_file(sealed)
        if options.older:
            faults += compare(sealed, read_file(options.older))
        if options.key and options.key != sealed.get("public_key"):
            faults.append("The file is signed with another key.")
        told = faults or (
            f"{len(sealed['entries'])} movements of {sealed['contract']}, balance "
            f"{add_up(sealed)} {sealed['unit']}"
        )
    else:
        parser.error("Name a file, or a database.")
    if not Ed25519PublicKey:
        sys.stdout.write(
            "Signatures were not checked: the package `cryptography` is missing.\n"
        )
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write("" if faults else f"Nothing was changed: {told}.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
