import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const column = (title) => `.o_kanban_group:has(.o_column_title:contains(${title}))`;
const card = (title, client) => `${column(title)} .o_kanban_record:contains(${client})`;

/** A client whose card was declined reads so, and pays by another one. */
tours.add("prepaid_card_declined", {
    steps: () => [
        {
            trigger: "a:contains(Automatic top-up)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_prepaid_automatic td:contains(Could not be charged)" },
        { trigger: ".o_prepaid_automatic .alert:contains(Demo 4242 was refused):contains(Please pay it yourself)" },
        { trigger: ".o_prepaid_automatic .alert a:contains(Pay the top-up)" },
        {
            trigger: ".o_prepaid_automatic a:contains(Back to the contract)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a:contains(Pay the top-up):contains(1,000.00)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "a[data-bs-target='#modalaccept']:contains(Pay)", run: "click" },
        {
            trigger: ".modal [name=o_payment_option]:contains(1881) input[name=o_payment_radio]",
            run: "click",
        },
        {
            trigger: ".modal button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success, .badge:contains(Paid)" },
    ],
});

/** The account manager charges a declined refill again, and sends a link. */
tours.add("prepaid_refill_board", {
    steps: () => [
        ...["To do", "With the client", "With the bank", "Declined", "Unpaid", "Done"].map(
            (title) => ({ trigger: column(title) })
        ),
        { trigger: `${card("With the client", "Link Ltd")} button:contains(Send Link)`, run: "click" },
        { trigger: ".o_notification:contains(gets the link)" },
        { trigger: `${card("Declined", "Card Ltd")}:contains(refused)` },
        { trigger: `${card("Declined", "Card Ltd")} button:contains(Charge Again)`, run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=status_text]:contains(Charging)" },
        { trigger: ".breadcrumb-item:contains(Refills), .o_back_button", run: "click" },
        { trigger: card("With the bank", "Card Ltd") },
    ],
});
