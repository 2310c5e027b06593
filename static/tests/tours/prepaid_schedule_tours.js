import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_prepaid_schedule";
const DIALOG = ".modal .o_field_widget[name=preview]";

/** Return the steps of a job, which takes so many clicks and not one more. */
function inClicks(number, steps) {
    const clicks = steps.filter(({ run }) => run === "click").length;
    if (clicks !== number) {
        throw new Error(`This takes ${clicks} clicks, not ${number}.`);
    }
    return steps;
}

/** A client adds a site: three clicks and a number, and nothing unseen is billed. */
tours.add("prepaid_client_adds_site", {
    steps: () =>
        inClicks(3, [
            {
                content: "from the contract's page",
                trigger: "a:contains(What you take regularly)",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: `${PAGE} .o_prepaid_offers tr:contains(Site):contains(30.00)` },
            {
                trigger: `${PAGE} .o_prepaid_offers tr:contains(Site) input`,
                run: "edit 1",
            },
            {
                trigger: `${PAGE} button:contains(See what it costs)`,
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "15 of March's 31 days, before anything is agreed",
                trigger: `${PAGE} tr:contains(15 of 31 days):contains(14.52)`,
            },
            { trigger: `${PAGE} p:contains(270.00 a month):contains(04/01/2026)` },
            {
                trigger: `${PAGE} button:contains(Confirm)`,
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: `${PAGE} .alert-success:contains(14.52)` },
            {
                content: "it is taken now, and not offered again",
                trigger: `${PAGE}:not(:has(.o_prepaid_offers)) tr:contains(Site) input:value(1)`,
            },
        ]),
});

/** The account manager pauses and resumes: five clicks and two reasons. */
tours.add("prepaid_manager_pauses", {
    steps: () =>
        inClicks(5, [
            {
                content: "from the contract",
                trigger: "button[name=action_open_schedule]",
                run: "click",
            },
            { trigger: ".o_statusbar_buttons button:contains(Pause)", run: "click" },
            { trigger: `${DIALOG}:contains(credit note comes at once):contains(116.13)` },
            {
                trigger: ".modal .o_field_widget[name=reason] input",
                run: "edit They move house",
            },
            { trigger: ".modal button[name=action_apply]", run: "click" },
            {
                trigger:
                    "body:not(:has(.modal)) .o_arrow_button_current:contains(Paused)",
            },
            { trigger: ".o_statusbar_buttons button:contains(Resume)", run: "click" },
            { trigger: `${DIALOG}:contains(invoice comes at once):contains(116.13)` },
            {
                trigger: ".modal .o_field_widget[name=reason] input",
                run: "edit They are back",
            },
            { trigger: ".modal button[name=action_apply]", run: "click" },
            {
                trigger:
                    "body:not(:has(.modal)) .o_arrow_button_current:contains(Running)",
            },
            { trigger: ".o-mail-Message:contains(They are back)" },
        ]),
});
