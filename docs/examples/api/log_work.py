"""Log 12 minutes for a client, or say how much credit is missing.

    python3 log_work.py EMAIL MINUTES TEXT REFERENCE PROJECT_ID USER_ID

REFERENCE is what your system calls the work: run it twice, it is logged once.
"""

import json
import sys

from prepaid import Refused, ask, do


def main(email, minutes, description, reference, *where):
    project_id, user_id = map(int, where)
    contracts = ask("api_find", email=email)
    if not contracts:
        sys.exit(f"{email} has no contract")
    contract_id = contracts[0]["id"]
    try:
        logged = do(
            "api_log_work",
            contract_id,
            idempotency_key=reference,
            minutes=int(minutes),
            description=description,
            project_id=project_id,
            user_id=user_id,
        )
    except Refused as refusal:
        if refusal.code != "credit_short":
            raise
        sys.exit(f"{refusal.details['missing']} minutes of credit are missing")
    json.dump(logged, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    main(*sys.argv[1:])
