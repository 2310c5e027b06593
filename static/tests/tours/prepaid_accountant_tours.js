import { registry } from "@web/core/registry";

/**
 * The month's end on one page: book what was earned, see that all ties out, and lock.
 * Seven clicks from any page. Odoo Community books deferred revenue by a journal entry
 * that is typed line by line, and locks a period in the settings.
 */
registry.category("web_tour.tours").add("prepaid_close_month", {
    steps: () => [
        { trigger: ".o_navbar_apps_menu button", run: "click" },
        { trigger: ".o-dropdown--menu a:contains(Prepaid Hours)", run: "click" },
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        { trigger: ".o-dropdown--menu a:contains(Close the Month)", run: "click" },
        { trigger: "h1:contains(Close February 2026)" },
        {
            content: "what is missing stands there",
            trigger: "[name=recognise]:contains(100.00)",
        },
        { trigger: "[name=recognise] button[name=action_recognise]", run: "click" },
        {
            content: "it is booked, and the tick says so",
            trigger: "[name=recognise] .fa-check-circle",
        },
        { trigger: "[name=check]:contains(Every balance of credit ties out)" },
        { trigger: "[name=validate] .fa-check-circle" },
        { trigger: "[name=lock] button[name=action_lock_sales]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "[name=lock]:contains(Invoices and credit notes are locked until)" },
    ],
});
