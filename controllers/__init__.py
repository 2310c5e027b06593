from . import agreement
from . import approval
from . import shop
