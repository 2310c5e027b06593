"""Set half an hour aside while a call goes on, then draw what it really took.

python3 phone_call.py CONTRACT_ID CALL BEGUN MINUTES

CALL is what your telephone system calls it, BEGUN when it began, as
2026-05-31T09:30:00Z. Run it twice, it counts once.
"""

import json
import sys
from datetime import datetime, timedelta

from prepaid import ask, do


def main(contract_id, call, begun, minutes):
    contract_id, minutes = int(contract_id), int(minutes)
    until = datetime.fromisoformat(begun.replace("Z", "+00:00")) + timedelta(hours=2)
    hold = do(
        "api_hold",
        contract_id,
        idempotency_key=f"{call}-hold",
        quantity=30,
        until=until.isoformat(),
        description=f"Phone call {call}",
    )
    # ... the call goes on ...
    done = do(
        "api_post",
        contract_id,
        idempotency_key=f"{call}-post",
        hold_id=hold["hold_id"],
        quantity=minutes,
    )
    balance = ask("api_balance", contract_id)
    answer = {"posted": done["posted"], "available": balance["available"]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
