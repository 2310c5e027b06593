"""Credit that was sold before is lost when it expires, as it was sold.

By SQL, before the column is computed: plans say what becomes of credit sold from now
on, and a ledger may have many grants.
"""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE prepaid_grant
        ADD COLUMN IF NOT EXISTS expiry_outcome varchar DEFAULT 'forfeit'
        """
    )
    cr.execute("ALTER TABLE prepaid_grant ALTER COLUMN expiry_outcome DROP DEFAULT")
