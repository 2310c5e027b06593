"""What a client signs is priced for that client: also in templates that stand."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_template
           SET body_html = replace(body_html::text, '._get_public_rates()',
                                   '._get_public_rates(object)')::jsonb
         WHERE model = 'prepaid.contract'
           AND body_html::text LIKE '%._get_public_rates()%'
        """
    )
