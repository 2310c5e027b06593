from . import actor
from . import agreement
from . import approval
from . import portal
from . import portal_dispute
from . import portal_notice
from . import portal_statement
from . import shop
