import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CREDIT = `Customer;Plan;Credit Left;Price Paid;Bought on;Reference
Azure;Care hours;10;1000.00;2025-11-03;B-1
Gemini;Care hours;5;500.00;2025-12-01;B-2
`;
const WORK = `Client,User,Date,Duration,Description
Azure,Ada Tech,2026-02-02,01:30:00,Printer
Azure,Ada Tech,2026-02-03,00:30:00,Phone
`;

/** Steps that wait as long as a loaded machine takes. */
function patient(...steps) {
    return () => steps.flat().map((step) => ({ timeout: 60000, ...step }));
}

/**
 * Go to a page of the configuration, by the menu of the app.
 *
 * The menu before it has a Configuration too, and a page that opens shuts what is open.
 */
function open(name) {
    return [
        { trigger: ".o_menu_brand:contains(Prepaid Hours)" },
        { trigger: ".o_prepaid_start h2" },
        { trigger: ".o_menu_sections button:contains(Configuration)", run: "click" },
        { trigger: `.o-dropdown--menu a:contains(${name})`, run: "click" },
    ];
}

/** Choose a file, as the button of the field does. */
function upload(name, text) {
    return {
        trigger: ".o_field_widget[name=file]",
        async run() {
            const file = new File([text], name, { type: "text/csv" });
            await inputFiles(".o_field_widget[name=file] .o_input_file", [file]);
        },
    };
}

/** Find a record by its name in a field that searches. */
function choose(field, name) {
    return [
        { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${name}` },
        {
            trigger: `.o-autocomplete--dropdown-item:contains(${name})`,
            run: "click",
        },
    ];
}

/** Credit from a spreadsheet: checked, answered for, imported, and undone. */
tours.add("prepaid_import_credit", {
    steps: patient(
        ...open("Opening Balances"),
        { trigger: "h1:contains(Opening Balances)" },
        upload("credit.csv", CREDIT),
        ...choose("account_id", "Opening balances"),
        { trigger: "button[name=action_check]", run: "click" },
        { content: "nothing is written yet", trigger: "[name=message]" },
        { trigger: "[name=figure_ids] .o_data_row:contains(Care hours):contains(15 h)" },
        { trigger: "button[name=action_import]", run: "click" },
        { trigger: "button:contains(Undo)" },
    ),
});

/** Hours that were bought from Odoo itself: looked at, chosen, taken over. */
tours.add("prepaid_take_over", {
    steps: patient(
        ...open("Migrate from Odoo"),
        { trigger: "h2:contains(What clients bought before Prepaid Hours)" },
        { trigger: "[name=summary]:contains(Credit after: 10 h)" },
        { trigger: "[name=line_ids] .o_data_row:contains(Azure)" },
        { trigger: "button[name=action_run]", run: "click" },
        { trigger: ".modal-footer .btn-primary:contains(Take Over)", run: "click" },
        { trigger: "button:contains(Undo)" },
    ),
});

/** Work from another program: looked at, imported, seen. */
tours.add("prepaid_import_work", {
    steps: patient(
        ...open("Import Work"),
        { trigger: "h2:contains(Bring work in from another program)" },
        ...choose("project_id", "Support"),
        upload("work.csv", WORK),
        { trigger: ".o_field_widget[name=file] input:value(work.csv)" },
        { trigger: "[name=draws] .o_radio_item:contains(All of it) input", run: "click" },
        { trigger: ".o_field_widget[name=draw_from]" },
        { trigger: "button[name=action_preview]", run: "click" },
        { trigger: "[name=summary]:contains(Azure)" },
        { trigger: "button[name=action_import]", run: "click" },
        { trigger: "button[name=action_open_lines]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Printer)" },
    ),
});
