import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_prepaid_withdrawal";

/** Whoever holds the link of the order's mail withdraws in two steps. */
tours.add("prepaid_link_withdraws", {
    steps: () => [
        { trigger: `${PAGE} input[name=person]`, run: "edit Ada Lovelace" },
        {
            trigger: `${PAGE} button:contains(Withdraw from contract here)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${PAGE} blockquote:contains(Ada Lovelace)` },
        {
            trigger: `${PAGE} button:contains(Confirm withdrawal)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${PAGE} .alert-success:contains(We received your withdrawal)` },
    ],
});

/** A consumer asks to begin at once, on the page where it pays. */
tours.add("prepaid_consumer_begins", {
    steps: () => [
        {
            trigger: ".o_prepaid_begin input[name=begin]:not(:checked)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_prepaid_begin input[name=begin]:checked" },
    ],
});

/** The account manager sees what was withdrawn from, and opens its credit note. */
tours.add("prepaid_manager_reads_withdrawal", {
    steps: () => [
        { trigger: ".o_data_row:contains(Received) td[name=partner_id]", run: "click" },
        { trigger: ".o_form_view div[name=text]:contains(I withdraw)" },
        { trigger: ".o_form_view .o_field_widget[name=note_ids]:contains(450)" },
    ],
});
