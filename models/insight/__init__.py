"""What people should know without asking: lists by mail, figures in digests."""

from . import prepaid_mailing
from . import prepaid_mailing_table
