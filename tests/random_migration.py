"""How long random histories are played before a migration."""

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("PREPAID_EXAMPLES", "3"))
STEADY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 3,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
