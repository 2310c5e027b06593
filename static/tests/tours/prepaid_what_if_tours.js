import { registry } from "@web/core/registry";

// Would the monthly plan have been cheaper? From the contract, in a few clicks.
registry.category("web_tour.tours").add("prepaid_manager_asks_what_if", {
    steps: () => [
        {
            content: "Ask on the contract",
            trigger: "button:contains('What If…')",
            run: "click",
        },
        {
            content: "Choose the monthly plan",
            trigger: ".modal .o_field_widget[name=plan_id] input",
            run: "edit Monthly plan",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Monthly plan')",
            run: "click",
        },
        {
            content: "Its pack is proposed",
            trigger: ".modal .o_field_widget[name=pack_id] input:value('8 h a month')",
        },
        {
            content: "Bought every month",
            trigger: ".modal .o_field_widget[name=way] input[data-value=month]",
            run: "click",
        },
        {
            content: "One pack a month",
            trigger: ".modal .o_field_widget[name=packs] input:value(1)",
        },
        {
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            content: "The answer is in words",
            trigger: ".o_field_widget[name=summary]:contains('less (10.0%)')",
        },
        {
            content: "And line by line",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('6 h 40')",
        },
        {
            content: "A line says how it would count",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:first td:contains('6 h 40')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=explanation]:contains('6 h 40')",
        },
        {
            trigger: ".modal .o_form_button_cancel",
            run: "click",
        },
        {
            content: "Change the question",
            trigger: "button[name=action_ask_again]",
            run: "click",
        },
        {
            content: "It is as it was asked",
            trigger: ".modal .o_field_widget[name=plan_id] input:value('Monthly plan')",
        },
        {
            trigger: ".modal .o_field_widget[name=is_changed] input",
            run: "click",
        },
        {
            content: "A smaller pack",
            trigger: ".modal .o_field_widget[name=pack_quantity] input",
            run: "edit 5 h",
        },
        {
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            content: "It is another plan now, which nobody saved",
            trigger: ".o_field_widget[name=summary]:contains('Monthly plan, changed')",
        },
    ],
});
