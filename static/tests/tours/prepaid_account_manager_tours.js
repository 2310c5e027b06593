import { registry } from "@web/core/registry";

/** Return the steps of a tour that takes so many clicks, or say how many it takes. */
function inClicks(number, steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    if (clicks !== number) {
        throw new Error(`This takes ${clicks} clicks, not ${number}.`);
    }
    return steps;
}

/**
 * The day's main job: who needs me, and the next pack for them. Five clicks from any
 * page and no field; a quotation of Odoo's takes four and three fields, once one knows
 * who wants which pack.
 */
registry.category("web_tour.tours").add("prepaid_account_manager_day", {
    steps: () =>
        inClicks(5, [
            { trigger: ".o_navbar_apps_menu button", run: "click" },
            { trigger: ".o-dropdown--menu a:contains(Prepaid Hours)", run: "click" },
            {
                content: "how many want somebody stands above them",
                trigger: ".o_prepaid_start_contracts [data-figure=low]:contains(1)",
            },
            {
                content: "who is fine is not shown",
                trigger: ".o_prepaid_start_contracts .list-group:not(:has(li:nth-child(2)))",
            },
            {
                trigger: ".o_prepaid_start_contract:contains(50 min) a:contains(Azure)",
                run: "click",
            },
            { trigger: "button[name=action_ask_refill]", run: "click" },
            {
                content: "what it brings and costs stands there",
                trigger: ".modal:contains(10 h 50):contains(1,000.00)",
            },
            { trigger: ".modal button[name=action_apply]", run: "click" },
            { trigger: "body:not(:has(.modal)):contains(Quotation sent)" },
        ]),
});

/** Who searches in vain reads that it was the search, and sees everything again. */
registry.category("web_tour.tours").add("prepaid_nothing_found", {
    steps: () => [
        { trigger: ".o_facet_value:contains(Not Closed)" },
        { trigger: ".o_searchview_input", run: "edit Nobody of that name" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        {
            trigger: ".o_view_nocontent:contains(Nothing found) button:contains(Show everything)",
            run: "click",
        },
        { trigger: ".o_kanban_record:contains(Azure)" },
    ],
});

/** Who has no contract yet reads how the first one comes, default filters or not. */
registry.category("web_tour.tours").add("prepaid_nothing_yet", {
    steps: () => [
        { trigger: ".o_facet_value:contains(Not Closed)" },
        { trigger: ".o_view_nocontent:contains(Open a first contract)" },
    ],
});
