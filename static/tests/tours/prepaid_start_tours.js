import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CONTRACTS = ".o_prepaid_start_contracts";
const BOOKS = ".o_prepaid_start_books";

/** Figures lead to lists with their filters, and the list of contracts to one of them. */
tours.add("prepaid_start_manager", {
    steps: () => [
        { trigger: `${CONTRACTS} h2:contains(My contracts by urgency)` },
        { trigger: `${CONTRACTS} [data-figure=used_up]:not(:has(button)):contains(0)` },
        { trigger: ".o_prepaid_start_answers:contains(Nothing waits for you)" },
        {
            content: "others' contracts are a click away, and say whose they are",
            trigger: `${CONTRACTS} button:contains(All)`,
            run: "click",
        },
        { trigger: `${CONTRACTS} button:contains(All)[aria-pressed=true]` },
        { trigger: `${CONTRACTS} .o_prepaid_start_contract:contains(prepaid_boss)` },
        { trigger: `${CONTRACTS} button:contains(Mine)`, run: "click" },
        {
            trigger: `${CONTRACTS} .list-group:not(:contains(prepaid_boss)) li:contains(Azure)`,
        },
        { trigger: `${CONTRACTS} [data-figure=low] button`, run: "click" },
        { trigger: ".o_facet_value:contains(Credit Low)" },
        { trigger: ".o_kanban_record:contains(Azure)" },
        { trigger: ".o_breadcrumb a:contains(Prepaid Hours)", run: "click" },
        {
            content: "a link, which opens with a key",
            trigger: `${CONTRACTS} a[href*='/odoo/prepaid-contracts/']:contains(Azure)`,
            run: "click",
        },
        { trigger: ".o_form_view:contains(Azure)" },
    ],
});

/** The accountant sees that the books tie out, and books what is missing. */
tours.add("prepaid_start_accountant", {
    steps: () => [
        { trigger: `${BOOKS} [data-figure=unpaid]:contains(1 Unpaid):contains(1,000.00)` },
        { trigger: `${BOOKS} [data-figure=tie_out] .text-success:contains(Ties out)` },
        { trigger: `${BOOKS} [data-figure=months]:contains(January 2026 to February 2026)` },
        {
            trigger: `${BOOKS} [data-figure=unbooked] button:contains(100.00)`,
            run: "click",
        },
        { trigger: ".modal:contains(Recognise) .btn-close", run: "click" },
        { trigger: `body:not(:has(.modal)) ${BOOKS} [data-figure=unpaid] button`, run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Azure)" },
        { trigger: ".o_breadcrumb a:contains(Prepaid Hours)", run: "click" },
        { trigger: `${BOOKS} [data-figure=months] button`, run: "click" },
        { trigger: "h1:contains(Close January 2026)" },
    ],
});

/** The technician sees the week, goes back to what waits, and logs the meter. */
tours.add("prepaid_start_technician", {
    steps: () => [
        { trigger: ".o_prepaid_start_week tfoot:contains(25 min):contains(30 min)" },
        { trigger: ".o_prepaid_start_week tbody:contains(Azure):contains(Remote support)" },
        { trigger: ".o_prepaid_start_waiting li:contains(The contract is suspended)" },
        {
            content: "no figure of money anywhere",
            trigger: ".o_prepaid_start:not(:contains($)):not(:has(.o_prepaid_start_books))",
        },
        {
            trigger: ".o_prepaid_start_meter:contains(Printer on fire):contains(Running)",
        },
        { trigger: ".o_prepaid_start_meter button:contains(Pause)", run: "click" },
        { trigger: ".o_prepaid_start_meter:contains(Paused)" },
        { trigger: ".o_prepaid_start_meter button:contains(Stop and log)", run: "click" },
        { trigger: ".o_prepaid_meter_menu" },
        {
            trigger: ".o_prepaid_start_waiting li a:contains(Other ticket)",
            run: "click",
        },
        { trigger: ".o_form_view" },
        { trigger: ".o_breadcrumb:contains(Other ticket)" },
    ],
});

/** A part that cannot be read says so, and can be read again; the others stand. */
tours.add("prepaid_start_failed", {
    steps: () => [
        {
            trigger: `${CONTRACTS} [role=alert] button:contains(Try again)`,
            run: "click",
        },
        { trigger: `${CONTRACTS} [role=alert] button:contains(Try again)` },
    ],
});
