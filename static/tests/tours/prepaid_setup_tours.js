import { registry } from "@web/core/registry";

/** An owner opens the app on its first day, and has packs in the shop 3 clicks later. */
registry.category("web_tour.tours").add("prepaid_setup", {
    steps: () => [
        { trigger: ".o_navbar_apps_menu button", run: "click" },
        {
            trigger: ".o-dropdown--menu a:contains(Prepaid Hours)",
            run: "click",
        },
        {
            content: "three sizes are proposed",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:nth-child(3):contains(30 h)",
        },
        { trigger: ".o_field_widget[name=price_hour] input", run: "edit 120" },
        { trigger: "button[name=action_make]", run: "click" },
        {
            content: "the larger, the cheaper",
            trigger: ".o_field_widget[name=pack_ids] .o_data_row:contains(3,240.00):contains(108.00)",
        },
        { trigger: "button[name=action_publish]", run: "click" },
        { trigger: "button[name=action_open_shop]" },
        { trigger: "button[name=action_sell]", run: "click" },
        { trigger: ".o_data_row:contains(10 h, usable once paid)" },
    ],
});

/** An owner adds a pack on its plan, and publishes it with the plan. */
registry.category("web_tour.tours").add("prepaid_packs_on_plan", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=pack_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=prepaid_quantity] input",
            run: "edit 20 && press Tab",
        },
        { trigger: ".o_selected_row [name=list_price] input", run: "edit 1500 && press Tab" },
        {
            content: "the price of an hour follows",
            trigger: ".o_selected_row:contains(75.00)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved .o_data_row:contains(Support hours: 20 h)" },
        { trigger: "button[name=action_publish_packs]", run: "click" },
        { trigger: ".o_form_saved:not(:has(button[name=action_publish_packs]))" },
    ],
});
