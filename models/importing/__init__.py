"""What comes from elsewhere: files read, and what their names mean here."""

from . import prepaid_import_name
from . import account_analytic_line
