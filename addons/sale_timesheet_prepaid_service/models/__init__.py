from . import (
    product_template,
    prepaid_contract,
    prepaid_service_request,
    prepaid_service_request_end,
    prepaid_service_request_told,
    prepaid_hold,
    prepaid_plan,
    account_analytic_line,
    project_task,
)
