import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_prepaid_session";

/** Who talks starts the clock from the page of the talk. */
tours.add("prepaid_session_starts", {
    steps: () => [
        { trigger: `${PAGE} a:contains(Join the call)` },
        {
            trigger: `${PAGE} button:contains(Start the clock)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${PAGE} .o_prepaid_session_clock:contains(0:00:0)` },
        { trigger: `${PAGE} button:contains(Pause)` },
    ],
});

/** The client is warned two minutes before, reads what it comes to, and stops. */
tours.add("prepaid_session_stops", {
    steps: () => [
        { trigger: `${PAGE} .o_prepaid_session_clock:contains(0:13:3)` },
        { trigger: `${PAGE} .o_prepaid_session_warning:not(.d-none):contains(0:01:)` },
        { trigger: `${PAGE} .o_prepaid_session_due:contains(9)` },
        { trigger: `${PAGE} .o_prepaid_session_amount:contains(15.53)` },
        { trigger: `${PAGE} button:contains(15 minutes more)` },
        { trigger: `${PAGE} .o_prepaid_session_stop summary`, run: "click" },
        {
            trigger: `${PAGE} button:contains(Yes, stop now)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${PAGE} dd:contains(14 min)` },
        { trigger: `${PAGE} :contains(This is being charged)` },
    ],
});

/** What it came to, with the invoice, is there for the client to take away. */
tours.add("prepaid_session_pays", {
    steps: () => [
        { trigger: `${PAGE} .badge:contains(Settled)` },
        { trigger: `${PAGE} p:contains(15.53)` },
        { trigger: `${PAGE} a:contains(PDF)` },
    ],
});

/** The client reads what a late cancellation costs before the last click. */
tours.add("prepaid_session_cancels", {
    steps: () => [
        { trigger: `${PAGE} summary:contains(Cancel the talk)`, run: "click" },
        { trigger: `${PAGE} p:contains(Cancelling now costs):contains(5.18)` },
        {
            trigger: `${PAGE} button:contains(Cancel it now)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${PAGE} .badge:contains(Cancelled)` },
        { trigger: `${PAGE} p:contains(12.07):contains(given back)` },
    ],
});
