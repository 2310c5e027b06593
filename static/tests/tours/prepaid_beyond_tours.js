import { registry } from "@web/core/registry";

const INPUT = ".o_prepaid_quick_log input";
const BEYOND = ".o_prepaid_quick_log .o_prepaid_beyond";
const WAITING = ".o_prepaid_ticket_waiting";
const PANEL = ".o_prepaid_meter_panel";
const ROWS = ".o_field_widget[name=timesheet_ids]";

const tours = registry.category("web_tour.tours");

/** 15 minutes are left, 30 are worked: the client is asked, in one click. */
tours.add("prepaid_beyond_quick_log", {
    steps: () => [
        { trigger: ".o_prepaid_log_time", run: "click" },
        { trigger: INPUT, run: "edit 30m Restore the backup" },
        { trigger: `${BEYOND}:contains(15 min short: 15 min left, 30 min needed)` },
        { content: "Enter does not choose", trigger: INPUT, run: "press Enter" },
        { trigger: `${BEYOND} .o_prepaid_beyond_ask:enabled`, run: "click" },
        { trigger: ".o_notification:contains(The client is asked):contains(30 min)" },
        { trigger: `${WAITING}:contains(Asked 30 min at):contains(30 min of work waits)` },
        { content: "the credit is untouched", trigger: ".o_prepaid_ticket_left:contains(15 min left)" },
        { trigger: `${WAITING} .o_prepaid_waiting_goodwill`, run: "click" },
        { trigger: ".o_notification:contains(offered)" },
        { trigger: `.o_prepaid_ticket:not(:has(${WAITING}))` },
    ],
});

/** The meter's stop: what is left is logged, the client is asked for the rest. */
tours.add("prepaid_beyond_meter", {
    steps: () => [
        { trigger: ".o_prepaid_meter_widget .o_prepaid_meter_stop", run: "click" },
        { trigger: `${PANEL} .o_prepaid_meter_error:contains(15 min short)` },
        { trigger: `${PANEL} .o_prepaid_beyond_split`, run: "click" },
        { trigger: ".o_notification:contains(Time logged):contains(15 min)" },
        { trigger: `${WAITING}:contains(Asked 15 min at)` },
        { trigger: ".o_prepaid_ticket_left:contains(0 min left)" },
    ],
});

/** A plain line in the ticket's list: back to it first, then it waits. */
tours.add("prepaid_beyond_list", {
    steps: () => [
        { trigger: "a.nav-link:contains(Timesheets)", run: "click" },
        { trigger: `${ROWS} .o_field_x2many_list_row_add a:first`, run: "click" },
        { trigger: `${ROWS} .o_selected_row [name=name] input, ${ROWS} .o_selected_row [name=name] textarea`, run: "edit Restore" },
        { trigger: `${ROWS} .o_selected_row [name=unit_amount] input`, run: "edit 0:30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal:contains(15 min short) .btn:contains(Back to the line)", run: "click" },
        { trigger: `body:not(:has(.modal)) ${ROWS} .o_data_row` },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal .o_prepaid_beyond_ask", run: "click" },
        { trigger: `${WAITING}:contains(Asked 30 min at)` },
        { trigger: `${ROWS} .badge:contains(Waiting for the client)` },
        { trigger: ".o-mail-Message:contains(Asked 30 min at)" },
    ],
});

/** A line that grows beyond the credit keeps its time; the rest waits beside it. */
tours.add("prepaid_beyond_grown", {
    steps: () => [
        { trigger: "a.nav-link:contains(Timesheets)", run: "click" },
        { trigger: `${ROWS} .o_data_row [name=unit_amount]`, run: "click" },
        { trigger: `${ROWS} .o_selected_row [name=unit_amount] input`, run: "edit 0:30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal:contains(15 min short) .o_prepaid_beyond_ask", run: "click" },
        { trigger: ".o_notification:contains(The line keeps its time)" },
        { trigger: `${WAITING}:contains(Asked 15 min at)` },
        { trigger: `${ROWS} .o_data_row:contains(0:15):not(:contains(Waiting))` },
        { trigger: `${ROWS} .o_data_row:contains(0:15) .badge:contains(Waiting for the client)` },
    ],
});

/** A message that costs more than is left is asked for; the next one is undone. */
tours.add("prepaid_beyond_message", {
    steps: () => [
        {
            trigger: ".o-mail-Message:contains(Which printer) .o_prepaid_classify_coordination",
            run: "click",
        },
        { trigger: ".o_notification:contains(Coordination) button:contains(Undo)", run: "click" },
        { trigger: ".o_notification:contains(Nothing was logged)" },
        {
            trigger: ".o-mail-Message:contains(Which printer) .o_prepaid_classify_expertise",
            run: "click",
        },
        { trigger: ".modal:contains(5 min short) .o_prepaid_beyond_ask", run: "click" },
        { trigger: ".o_notification:contains(The client is asked):not(:has(button:contains(Undo)))" },
        { trigger: `${WAITING}:contains(Asked 20 min at)` },
    ],
});
