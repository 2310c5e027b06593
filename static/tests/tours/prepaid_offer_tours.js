import { registry } from "@web/core/registry";

const field = (name, value, scope = "") => ({
    trigger: `${scope} .o_field_widget[name=${name}] input`,
    run: `edit ${value}`,
});
const tab = (name) => ({ trigger: `.o_notebook a.nav-link[name=${name}]`, run: "click" });
const open = (name) => ({
    trigger: `.o_field_widget[name=${name}] .o_field_x2many_list_row_add a`,
    run: "click",
});
/** The row before it is kept first: wait until the new one is edited. */
const add = (name, row) => [
    open(name),
    { trigger: `.o_field_widget[name=${name}] .o_data_row:nth-child(${row}).o_selected_row` },
];
const cell = (name, value) => field(name, value, ".o_selected_row");
const choose = (name, value) => ({
    trigger: `.o_field_widget[name=${name}] input[data-value=${value}]`,
    run: "click",
});
const pick = (name, label) => [
    { trigger: `.o_selected_row .o_field_widget[name=${name}] input`, run: "click" },
    { trigger: `.o_select_menu_item:contains("${label}")`, run: "click" },
];
const rate = (steps) => [
    tab("rates"),
    open("rate_ids"),
    ...steps,
    { trigger: ".modal .o_form_button_save", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

/** Each offer is clicked together on the form of a new plan, by its owner. */
const offer = (name, steps) =>
    registry.category("web_tour.tours").add(`prepaid_offer_${name}`, {
        steps: () => [
            // What the page still reads when the tour ends would be an error.
            { trigger: ".o_menu_brand:contains(Prepaid Hours)" },
            field("name", `Offer ${name}`, ".oe_title"),
            ...steps,
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: ".o_form_saved" },
        ],
    });

offer("hour_then_quarters", rate([
    field("minimum_minutes", 60, ".modal"),
    field("step_minutes", 15, ".modal"),
    { trigger: ".modal .alert-info:contains(minimum 60)" },
]));

offer("out_of_hours", [
    tab("windows"),
    ...add("window_ids", 1),
    cell("name", "nights"),
    cell("hour_from", "18:00"),
    cell("hour_to", "08:00"),
    cell("factor", 2),
    ...add("window_ids", 2),
    cell("name", "weekends"),
    ...pick("days", "Saturday and Sunday"),
    cell("factor", 2),
]);

offer("responses", [
    tab("responses"),
    ...add("response_ids", 1),
    cell("name", "4 h"),
    cell("hours", "4:00"),
    cell("factor", 1.5),
    ...add("response_ids", 2),
    cell("name", "2 h"),
    cell("hours", "2:00"),
    cell("factor", 2),
]);

const pack = (row, hours, price, validity) => [
    ...add("pack_ids", row),
    cell("prepaid_quantity", hours),
    cell("list_price", price),
    ...validity,
];

offer("validities", [
    ...pack(1, 5, 500, [
        ...pick("prepaid_validity", "Months"),
        cell("prepaid_validity_months", 12),
    ]),
    ...pack(2, 10, 950, [
        ...pick("prepaid_validity", "Months"),
        cell("prepaid_validity_months", 24),
    ]),
    ...pack(3, 20, 1800, pick("prepaid_validity", "Never")),
]);

/** Types like somebody who does not wait for what the server says meanwhile. */
const type = (name, value) => {
    const input = document.querySelector(`.o_field_widget[name=${name}] input`);
    input.focus();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return input;
};

offer("rollover", [
    {
        trigger: ".o_field_widget[name=validity_months] input",
        run: () => {
            type("validity_months", 1).dispatchEvent(new Event("change"));
            type("rollover_percent", 40);
        },
    },
    // The note stands above the percentage that is not taken yet.
    { trigger: ".o_field_widget[name=law_warning]" },
    { trigger: ".o_field_widget[name=rollover_percent] input:value(40)" },
    field("rollover_months", 1),
]);

offer("to_the_minute", []);

offer("consent", [choose("overdraft_policy", "consent")]);

offer("alert_and_stop", [
    choose("overdraft_policy", "allow"),
    field("overdraft_alert_percent", 110),
    field("overdraft_stop_percent", 130),
]);

offer("visits_by_zone", rate([
    { trigger: ".modal .o_field_widget[name=is_visit] input", run: "click" },
    field("minimum_minutes", 60, ".modal"),
    {
        trigger: ".modal .o_field_widget[name=zone_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        trigger: ".o_selected_row .o_field_widget[name=zone_id] input",
        run: "edit suburbs",
    },
    { trigger: ".o-autocomplete--dropdown-item:contains(suburbs)", run: "click" },
    cell("quantity", "0:30"),
]));
