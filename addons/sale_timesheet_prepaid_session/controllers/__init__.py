from . import session
from . import session_change
from . import talk
from . import talk_book
from . import talk_pay
