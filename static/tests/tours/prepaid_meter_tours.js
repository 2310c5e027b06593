import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const SYSTRAY = ".o_prepaid_meter_systray";
const PANEL = ".o_prepaid_meter_panel";
const TICKET = ".o_prepaid_ticket_told";
const LOGGED = ".o_notification:contains(Time logged)";

const tours = registry.category("web_tour.tours");

/** Call a verb of the user's meter as another tab or device would. */
async function callElsewhere(verb) {
    const call = (method, args) =>
        rpc(`/web/dataset/call_kw/prepaid.meter/${method}`, {
            model: "prepaid.meter",
            method,
            args,
            kwargs: {},
        });
    const { meter } = await call("get_state", []);
    await call(verb, [[meter.id]]);
}

function openPanel() {
    return [
        { trigger: `${SYSTRAY} button`, run: "click" },
        { trigger: PANEL },
    ];
}

/** A technician starts on a ticket and reloads the page: the clock goes on. */
tours.add("prepaid_meter_reload", {
    steps: () => [
        { content: "quiet when nothing runs", trigger: `${SYSTRAY} .fa-hourglass-o` },
        { trigger: ".o_prepaid_meter_start_here", run: "click" },
        { trigger: `${SYSTRAY}:contains(Printer on fire):contains(10 h left)` },
        {
            content: "the clock ticks",
            trigger: `${SYSTRAY} .o_prepaid_meter_clock:not(:contains(0:00:00))`,
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "the clock goes on where it was",
            trigger: `${SYSTRAY} .o_prepaid_meter_clock:not(:contains(0:00:00))`,
        },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_pause", run: "click" },
        { trigger: `${SYSTRAY} .fa-pause-circle` },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_resume", run: "click" },
        { trigger: `${SYSTRAY} .fa-play-circle` },
    ],
});

/** A technician says what was done, stops, and sees line and balance. */
tours.add("prepaid_meter_stop", {
    steps: () => [
        { trigger: "a.nav-link:contains(Timesheets)", run: "click" },
        {
            content: "the balance before, and what happens when credit runs out",
            trigger: `${TICKET}:contains(10 h left):contains(When used up)`,
        },
        ...openPanel(),
        {
            content: "news from before the page was read changes nothing",
            trigger: `${PANEL}:contains(10 h):contains(9 h 35)`,
            run: () =>
                odoo.__WOWL_DEBUG__.root.env.services.prepaid_meter.hear({
                    meter: false,
                    at: 1,
                }),
        },
        { trigger: `${PANEL} input[name=prepaid_meter_note]`, run: "edit Drum replaced" },
        {
            trigger: `${PANEL} select[name=prepaid_meter_usage_type]`,
            run: "selectByLabel On-site",
        },
        { trigger: `${PANEL} .o_prepaid_meter_stop`, run: "click" },
        { trigger: `${LOGGED}:contains(25 min)` },
        {
            content: "the line and the balance after",
            trigger: `${TICKET}:contains(9 h 35 left)`,
        },
        { trigger: ".tab-pane.active:contains(Drum replaced)" },
        { trigger: `${SYSTRAY} .fa-hourglass-o` },
    ],
});

/** A stop by mistake is undone in its toast: the credit is back, the meter waits. */
tours.add("prepaid_meter_undo", {
    steps: () => [
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        { trigger: `${LOGGED} button:contains(Undo)`, run: "click" },
        { trigger: ".o_notification:contains(the meter is paused, with its time)" },
        { trigger: `${TICKET}:contains(10 h left)` },
        { trigger: `${SYSTRAY}:contains(0:2) .fa-pause-circle` },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_resume", run: "click" },
        { trigger: `${SYSTRAY} .fa-play-circle` },
    ],
});

/** What is not logged any more is not undone, and that is said. */
tours.add("prepaid_meter_undo_refused", {
    steps: () => [
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        {
            trigger: `${LOGGED} button:contains(Undo)`,
            run: async ({ anchor }) => {
                const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
                const [line] = await orm.searchRead("account.analytic.line", [], ["id"], {
                    limit: 1,
                    order: "id desc",
                });
                await orm.unlink("account.analytic.line", [line.id]);
                anchor.click();
            },
        },
        { trigger: ".o_notification:contains(nothing to undo)" },
        { content: "no dialog of an error", trigger: "body:not(:has(.modal))" },
    ],
});

/** Another device stops the meter; this tab does not know and stops it again. */
tours.add("prepaid_meter_stale", {
    steps: () => [
        ...openPanel(),
        {
            trigger: `${PANEL} .o_prepaid_meter_stop`,
            run: async ({ anchor }) => {
                // A tab without its connection is not told of the other's stop.
                odoo.__WOWL_DEBUG__.root.env.services.bus_service.stop();
                await callElsewhere("stop");
                anchor.click();
            },
        },
        { trigger: ".o_notification:contains(Nothing was logged twice)" },
        { trigger: `${SYSTRAY} .fa-hourglass-o` },
    ],
});

/** There is too little credit: the stop is refused, the work becomes goodwill. */
tours.add("prepaid_meter_refused", {
    steps: () => [
        {
            content: "the systray warns while the work goes on",
            trigger: `${SYSTRAY} .text-bg-danger:contains(-15 min)`,
        },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        { trigger: `${PANEL} .o_prepaid_meter_error:contains(not enough credit left)` },
        { content: "the meter is kept", trigger: `${SYSTRAY} .fa-pause-circle` },
        { trigger: `${PANEL} .o_prepaid_beyond_goodwill`, run: "click" },
        { trigger: `${LOGGED}:contains(offered)` },
        { trigger: `body:not(:has(${PANEL})) ${SYSTRAY} .fa-hourglass-o` },
    ],
});

/** The line is refused here: the meter goes on to another ticket, and is logged there. */
tours.add("prepaid_meter_move", {
    steps: () => [
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        { trigger: `${PANEL} .o_prepaid_meter_error` },
        {
            trigger: `${PANEL} select[name=prepaid_meter_move]`,
            run: "selectByLabel Scanner lost",
        },
        { trigger: `${PANEL}:contains(Scanner lost):not(:has(.o_prepaid_meter_error))` },
        { trigger: `${PANEL} .o_prepaid_meter_stop`, run: "click" },
        { trigger: `${LOGGED}:contains(25 min)` },
    ],
});

/** A start by mistake: the stop offers to discard it. */
tours.add("prepaid_meter_short", {
    steps: () => [
        { trigger: ".o_prepaid_meter_start_here", run: "click" },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        {
            trigger: ".modal:contains(Less than a minute) .btn-primary:contains(Discard)",
            run: "click",
        },
        { trigger: `${SYSTRAY} .fa-hourglass-o` },
    ],
});

/** A second ticket: pause that one and start this, then back again, in one click each. */
tours.add("prepaid_meter_switch", {
    steps: () => [
        { trigger: ".o_prepaid_meter_widget:contains(Pauses “Printer on fire”)" },
        { trigger: ".o_prepaid_meter_start_here", run: "click" },
        { trigger: ".o_notification:contains(“Printer on fire” is paused at 0:2)" },
        { trigger: `${SYSTRAY}:contains(Scanner lost) .o_prepaid_meter_others` },
        ...openPanel(),
        {
            trigger: `${PANEL} .o_prepaid_meter_resume_other:contains(Printer on fire):contains(Azure):contains(0:2)`,
            run: "click",
        },
        { trigger: `${SYSTRAY}:contains(Printer on fire) .fa-play-circle` },
        { trigger: ".o_notification:contains(“Scanner lost” is paused)" },
        {
            content: "the ticket's own meter waits",
            trigger: ".o_prepaid_meter_start_here:contains(Resume)",
            run: "click",
        },
        { trigger: `${SYSTRAY}:contains(Scanner lost) .fa-play-circle` },
        ...openPanel(),
        { trigger: `${PANEL} .o_prepaid_meter_log_other`, run: "click" },
        { trigger: `${LOGGED}:contains(25 min)` },
        { trigger: `${SYSTRAY}:not(:has(.o_prepaid_meter_others))` },
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_pause" },
    ],
});
