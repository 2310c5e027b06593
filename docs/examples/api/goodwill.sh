#!/bin/sh
# Give a client 15 minutes, once however often this runs for the same incident:
#   ODOO_URL=… ODOO_KEY=… sh goodwill.sh CONTRACT_ID incident-42
set -eu

curl --silent --show-error --fail-with-body --retry 5 --retry-all-errors \
    "$ODOO_URL/json/2/prepaid.contract/api_give_goodwill" \
    --header "Authorization: Bearer $ODOO_KEY" \
    --header "Content-Type: application/json" \
    ${ODOO_DATABASE:+--header "X-Odoo-Database: $ODOO_DATABASE"} \
    --data "{\"ids\": [$1], \"idempotency_key\": \"$2\",
             \"quantity\": 15, \"reason\": \"Outage $2\"}"
