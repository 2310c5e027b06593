from . import prepaid_call_layout
from . import prepaid_call_known
from . import prepaid_call_rule
from . import prepaid_call_import
from . import prepaid_call_record
from . import prepaid_call_match
from . import prepaid_call_preview
from . import prepaid_call_book
