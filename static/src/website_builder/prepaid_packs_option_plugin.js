import { BaseOptionComponent } from "@html_builder/core/utils";
import { Plugin } from "@html_editor/plugin";
import { registry } from "@web/core/registry";

/** Which plan's packs the building block shows. */
export class PrepaidPacksOption extends BaseOptionComponent {
    static template = "sale_timesheet_prepaid.PrepaidPacksOption";
    static selector = ".s_prepaid_packs";
}

class PrepaidPacksOptionPlugin extends Plugin {
    static id = "prepaidPacksOption";
    resources = {
        builder_options: [PrepaidPacksOption],
    };
}

registry
    .category("website-plugins")
    .add(PrepaidPacksOptionPlugin.id, PrepaidPacksOptionPlugin);
