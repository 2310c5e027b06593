import { registry } from "@web/core/registry";

const TAB = "a.nav-link:contains(Timesheets)";
const LIST = ".o_field_widget[name=timesheet_ids]";

/** A technician opens a ticket, logs 7 minutes and sees the balance fall. */
registry.category("web_tour.tours").add("prepaid_log_minutes", {
    steps: () => [
        { trigger: TAB, run: "click" },
        { content: "the balance before", trigger: ".o_prepaid_ticket_told:contains(10 h left)" },
        { trigger: `${LIST} .o_field_x2many_list_row_add a`, run: "click" },
        {
            trigger: `${LIST} .o_selected_row .o_field_widget[name=name] input, ${LIST} .o_selected_row .o_field_widget[name=name] textarea`,
            run: "edit Toner replaced",
        },
        {
            trigger: `${LIST} .o_selected_row .o_field_widget[name=unit_amount] input`,
            run: "edit 0:07",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the balance after, to the minute",
            trigger: ".o_form_saved .o_prepaid_ticket_told:contains(9 h 53 left)",
        },
    ],
});

/** The account manager gives half an hour of goodwill, with its reason. */
registry.category("web_tour.tours").add("prepaid_goodwill", {
    steps: () => [
        { trigger: "button:contains(Correct)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=quantity] input",
            run: "edit 0:30",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Late answer",
        },
        { trigger: ".modal footer button.btn-primary", run: "click" },
        {
            content: "one more grant, and the balance with it",
            trigger: "body:not(:has(.modal)) .o_form_view:contains(10 h 30)",
        },
    ],
});
