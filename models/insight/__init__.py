"""What people should know without asking: lists by mail, figures in digests."""

from . import digest_digest
from . import prepaid_mailing
from . import prepaid_mailing_table
