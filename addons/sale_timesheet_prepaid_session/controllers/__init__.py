from . import session
from . import session_change
