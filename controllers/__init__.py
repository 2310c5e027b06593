from . import agreement
from . import approval
