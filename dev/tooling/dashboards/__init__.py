"""What the dashboards show. `dev/dashboards` writes their files from this."""

from .contracts import make_contracts
from .earnings import make_earnings

FILES = {
    "contracts_dashboard.json": make_contracts,
    "earnings_dashboard.json": make_earnings,
}
