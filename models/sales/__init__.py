"""What sells credit: packs, orders, the shop, refills."""

from . import prepaid_plan_website
from . import prepaid_contract_pack
from . import prepaid_contract_refill
from . import prepaid_sold
from . import prepaid_grant_source
from . import prepaid_grant_document
from . import prepaid_refill
from . import prepaid_refill_status
from . import prepaid_refill_end
from . import account_move_refill
from . import product_template
from . import product_product
from . import product_template_offer
from . import sale_order
from . import sale_order_twin
from . import sale_order_line
from . import sale_order_line_along
from . import sale_order_line_delivered
from . import prepaid_sold_note
from . import sale_order_cart
from . import sale_order_checkout
from . import sale_order_outcome
from . import payment_transaction
from . import account_analytic_line_pack
from . import project_task_pack
from . import project_project_pack
