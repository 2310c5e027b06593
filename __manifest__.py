{
    "name": "Prepaid Hours",
    "summary": "Sell hours and credit packs, draw them down by the minute, refill "
    "them with native invoices",
    "version": "19.0.0.5.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet", "website_sale"],
    "data": [
        # Rights, and what runs by itself
        "security/sale_timesheet_prepaid_groups.xml",
        "security/ir.model.access.csv",
        "security/sale_timesheet_prepaid_rules.xml",
        "data/ir_cron_data.xml",
        # Contract: who, and on which terms
        "data/ir_sequence_data.xml",
        "data/res_company_data.xml",
        "data/prepaid_agreement_data.xml",
        "views/prepaid_plan_views.xml",
        "views/prepaid_contract_views.xml",
        "views/prepaid_contract_form_views.xml",
        "views/prepaid_contract_form_pages_views.xml",
        "report/prepaid_agreement_templates.xml",
        "views/prepaid_agreement_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        # Ledger: credit and what moves it
        "data/mail_template_overdraft_data.xml",
        "views/prepaid_entry_views.xml",
        "views/prepaid_entry_analysis_views.xml",
        "views/prepaid_grant_views.xml",
        "views/prepaid_approval_views.xml",
        "wizards/prepaid_contract_correct_views.xml",
        "wizards/prepaid_contract_transfer_views.xml",
        # Metering: what a minute costs
        "data/prepaid_usage_type_data.xml",
        "views/prepaid_usage_type_views.xml",
        "views/prepaid_rate_views.xml",
        "views/prepaid_meter_views.xml",
        "views/project_tags_views.xml",
        "views/project_project_views.xml",
        "views/project_task_views.xml",
        "views/account_analytic_line_views.xml",
        # Sales: what sells credit
        "views/product_template_views.xml",
        "views/product_product_views.xml",
        "views/sale_order_views.xml",
        "views/prepaid_refill_views.xml",
        "views/prepaid_plan_website_views.xml",
        "views/shop_pack_templates.xml",
        "views/shop_plan_templates.xml",
        "views/shop_order_templates.xml",
        "views/shop_snippet_templates.xml",
        # Books: what the accounts say
        "views/prepaid_recognition_views.xml",
        "views/account_move_views.xml",
        "wizards/prepaid_recognise_views.xml",
        "wizards/prepaid_deferred_views.xml",
        "report/prepaid_deferred_report_views.xml",
        "report/prepaid_deferred_report_templates.xml",
        "report/prepaid_deferred_move_views.xml",
        "report/prepaid_deferred_month_views.xml",
        # Client: what the client sees
        "data/mail_template_data.xml",
        "views/prepaid_plan_notice_views.xml",
        "wizards/prepaid_statement_views.xml",
        "report/prepaid_statement_templates.xml",
        "wizards/prepaid_dispute_correct_views.xml",
        "views/prepaid_dispute_views.xml",
        "views/portal_home_templates.xml",
        "views/portal_contract_templates.xml",
        "views/portal_grant_templates.xml",
        "views/portal_entry_templates.xml",
        "views/portal_statement_templates.xml",
        "views/portal_notice_templates.xml",
        "views/portal_approval_templates.xml",
        "views/portal_agreement_templates.xml",
        "views/portal_dispute_templates.xml",
        # The way to all of them
        "views/sale_timesheet_prepaid_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "sale_timesheet_prepaid/static/src/**/*",
            ("remove", "sale_timesheet_prepaid/static/src/prepaid_month_graph/**/*"),
            ("remove", "sale_timesheet_prepaid/static/src/portal/**/*"),
            ("remove", "sale_timesheet_prepaid/static/src/website/**/*"),
            ("remove", "sale_timesheet_prepaid/static/src/website_builder/**/*"),
        ],
        "web.assets_frontend": [
            "sale_timesheet_prepaid/static/src/portal/**/*",
            "sale_timesheet_prepaid/static/src/website/**/*",
            ("remove", "sale_timesheet_prepaid/static/src/website/**/*.edit.js"),
        ],
        "website.assets_inside_builder_iframe": [
            "sale_timesheet_prepaid/static/src/website/**/*.edit.js"
        ],
        "website.website_builder_assets": [
            "sale_timesheet_prepaid/static/src/website_builder/**/*"
        ],
        # Odoo loads its graph view, which ours extends, only when needed.
        "web.assets_backend_lazy": [
            "sale_timesheet_prepaid/static/src/prepaid_month_graph/**/*"
        ],
        "web.assets_tests": ["sale_timesheet_prepaid/static/tests/tours/*.js"],
        "web.assets_unit_tests": ["sale_timesheet_prepaid/static/tests/*.test.js"],
    },
    "demo": [
        "demo/prepaid_plan_demo.xml",
        "demo/sale_order_demo.xml",
        "demo/project_task_demo.xml",
        "demo/account_analytic_line_demo.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
