"""Mails go to the recipients that their templates name, not to the customer alone."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_template AS template
           SET use_default_to = FALSE
          FROM ir_model_data AS data
         WHERE data.module = 'sale_timesheet_prepaid'
           AND data.model = 'mail.template'
           AND data.res_id = template.id
           AND COALESCE(template.partner_to, '') <> ''
        """
    )
