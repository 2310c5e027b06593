"""The subjects, each building only on those above it."""

from . import contract
from . import law
from . import importing
from . import ledger
from . import metering
from . import sales
from . import books
from . import charging
from . import shares
from . import schedule
from . import client
from . import clauses
from . import insight
from . import outgoing
from . import api
