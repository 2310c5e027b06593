"""What is kept of a mail to the client does not hold the link."""

from odoo.tools import SQL

PAGES = (
    "prepaid.contract",
    "prepaid.agreement",
    "prepaid.approval",
    "prepaid.dispute",
)


def migrate(cr, version):
    """Take the client's links out of the mails that were kept in the chatter."""
    for model in PAGES:
        cr.execute(
            SQL(
                """
                UPDATE mail_message message
                   SET body = replace(message.body, page.access_token, 'hidden')
                  FROM %s page
                 WHERE message.model = %s AND message.res_id = page.id
                   AND page.access_token <> ''
                   AND message.body LIKE '%%' || page.access_token || '%%'
                """,
                SQL.identifier(model.replace(".", "_")),
                model,
            )
        )
