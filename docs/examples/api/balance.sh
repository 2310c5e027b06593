#!/bin/sh
# What is left on a contract:  ODOO_URL=… ODOO_KEY=… sh balance.sh CONTRACT_ID
set -eu

curl --silent --show-error --fail-with-body \
    "$ODOO_URL/json/2/prepaid.contract/api_balance" \
    --header "Authorization: Bearer $ODOO_KEY" \
    --header "Content-Type: application/json" \
    ${ODOO_DATABASE:+--header "X-Odoo-Database: $ODOO_DATABASE"} \
    --data "{\"ids\": [$1]}"
