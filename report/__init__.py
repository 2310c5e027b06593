from . import timesheets_analysis_report
from . import prepaid_deferred_report
from . import prepaid_deferred_move
from . import prepaid_deferred_month
from . import prepaid_recurring_report
from . import prepaid_statement_document
