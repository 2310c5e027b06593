import { registry } from "@web/core/registry";

/** A pivot of work is taken along as a sheet. */
registry.category("web_tour.tours").add("prepaid_pivot_export", {
    steps: () => [
        { trigger: ".o_pivot td.o_pivot_cell_value:contains(3 h 03)" },
        { trigger: "button.o_pivot_download", run: "click" },
        { trigger: ".o_pivot td.o_pivot_cell_value" },
    ],
});
