import { registry } from "@web/core/registry";

const SYSTRAY = ".o_prepaid_meter_systray";
const PANEL = ".o_prepaid_meter_panel";
const LOGGED = ".o_notification:contains(Time logged)";

/** Return the steps of a job, which takes so many clicks and not one more. */
function job(clicks, steps) {
    const counted = steps.filter(({ run }) => run === "click").length;
    if (counted !== clicks) {
        throw new Error(`The job takes ${counted} clicks instead of ${clicks}.`);
    }
    return steps;
}

function card(name) {
    return `.o_kanban_record:contains(${name})`;
}

/** Work on a ticket for some fast minutes. */
function work(name) {
    return {
        trigger: `${card(name)} .o_prepaid_meter_row .o_prepaid_meter_clock`,
        run: () => new Promise((resolve) => setTimeout(resolve, 2000)),
    };
}

/**
 * A technician's day on the board, in 5 clicks: work on a ticket, a call about another
 * one in between, back to the first, logged with a note. The server's clock is fast.
 *
 * Odoo's timesheet grid has no clock: each piece is a line of a ticket's tab, in 4
 * clicks (ticket, tab, "Add a line", Save), and its minutes are written down by hand.
 */
registry.category("web_tour.tours").add("prepaid_technician_day", {
    steps: () =>
        job(5, [
            {
                content: "1: work begins, without opening the ticket",
                trigger: `${card("Printer on fire")} .o_prepaid_meter_row`,
                run: "click",
            },
            work("Printer on fire"),
            {
                content: "2: a call about another ticket: pause that one and start this",
                trigger: `${card("Scanner lost")} .o_prepaid_meter_row`,
                run: "click",
            },
            { trigger: `${SYSTRAY}:contains(Scanner lost) .o_prepaid_meter_others` },
            work("Scanner lost"),
            {
                content: "3: back to the first ticket, once the call is over",
                trigger: `${card("Printer on fire")} .o_prepaid_meter_row .text-warning`,
                run: "click",
            },
            { trigger: `${SYSTRAY}:contains(Printer on fire) .fa-play-circle` },
            {
                content: "4: the call is logged from the message that it was paused",
                trigger: ".o_notification:contains(“Scanner lost” is paused) button:contains(Log it)",
                run: "click",
            },
            { trigger: LOGGED },
            {
                content: "5: the panel opens on the note, Enter logs",
                trigger: `${SYSTRAY} button`,
                run: "click",
            },
            {
                trigger: `${PANEL} input[name=prepaid_meter_note]:focus`,
                // The page asks the server once a minute; it is a fast minute.
                run: () => odoo.__WOWL_DEBUG__.root.env.services.prepaid_meter.load(),
            },
            {
                trigger: `${PANEL} input[name=prepaid_meter_note]`,
                run: "fill Drum replaced",
            },
            { trigger: "body", run: "press Enter" },
            { trigger: `body:not(:has(${PANEL})) ${SYSTRAY} .fa-hourglass-o` },
        ]),
});

/**
 * A call is logged in 2 clicks from the board, and one line of text.
 *
 * Odoo's own way takes 4 clicks: ticket, tab, "Add a line", Save; and four fields.
 */
registry.category("web_tour.tours").add("prepaid_technician_call", {
    steps: () =>
        job(2, [
            { trigger: card("Printer on fire"), run: "click" },
            { trigger: ".o_prepaid_log_time", run: "click" },
            {
                trigger: ".o_prepaid_quick_log input:focus",
                run: "fill 12m tel mot de passe",
            },
            {
                content: "which kind of work it took",
                trigger: ".o_prepaid_quick_log_chip:contains(Phone call)",
            },
            { trigger: "body", run: "press Enter" },
            { trigger: `${LOGGED}:contains(12 min)` },
            { trigger: ".o_form_view:contains(9 h 48)" },
        ]),
});
