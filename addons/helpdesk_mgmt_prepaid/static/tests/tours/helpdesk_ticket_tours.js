import { registry } from "@web/core/registry";

const TICKET = ".o_prepaid_ticket";
const LOGGED = ".o_notification:contains(Time logged)";

/** A technician measures on a ticket, logs in one line, and reads the balance. */
registry.category("web_tour.tours").add("helpdesk_mgmt_prepaid_ticket", {
    steps: () => [
        {
            content: "the balance, before any work",
            trigger: `${TICKET} .o_prepaid_ticket_left:contains(10 h left)`,
        },
        { trigger: `${TICKET} .o_prepaid_meter_start_here`, run: "click" },
        { trigger: ".o_prepaid_meter_systray:contains(Scanner is dark)" },
        { trigger: `${TICKET} .o_prepaid_meter_pause`, run: "click" },
        { trigger: `${TICKET} .o_prepaid_meter_resume`, run: "click" },
        { trigger: `${TICKET} .o_prepaid_meter_stop`, run: "click" },
        {
            content: "less than a minute is asked about",
            trigger: ".modal button:contains(Log it)",
            run: "click",
        },
        { trigger: LOGGED },
        { trigger: `${LOGGED} .o_notification_close`, run: "click" },
        { trigger: `${TICKET} .o_prepaid_log_time`, run: "click" },
        {
            trigger: `${TICKET} input[name=prepaid_quick_log]`,
            run: "edit 12m phone reset password",
        },
        { trigger: `${TICKET} .o_prepaid_quick_log_feedback:contains(draws 12 min)` },
        { trigger: `${TICKET} .o_prepaid_quick_log .btn-primary`, run: "click" },
        { trigger: LOGGED },
        {
            content: "the balance is read again",
            trigger: `${TICKET} .o_prepaid_ticket_left:contains(9 h 4)`,
        },
        { trigger: "a.nav-link:contains(Timesheets)", run: "click" },
        { trigger: "div[name=timesheet_ids] .o_data_row:contains(reset password)" },
        {
            content: "a row starts the meter of its ticket",
            trigger:
                "div[name=timesheet_ids] .o_data_row:contains(reset password) .o_prepaid_meter_row",
            run: "click",
        },
        { trigger: `${TICKET} .o_prepaid_meter_pause`, run: "click" },
        { trigger: ".o_prepaid_classify_coordination", run: "click" },
        { trigger: ".o_prepaid_message_chip:contains(Coordination)" },
    ],
});
