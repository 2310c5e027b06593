from . import loyalty_card
from . import prepaid_opening_line
from . import sale_order
