import { patch } from "@web/core/utils/patch";
import { InnerGroup } from "@web/views/form/form_group/form_group";

const NOT_SHOWN = [];

/**
 * Odoo numbers the rows that are shown: one that the server lets appear takes the place
 * of the next, whose fields are drawn anew, and what somebody types in them is lost.
 * Here a row keeps the place of its first field, whatever is shown above it.
 */
patch(InnerGroup.prototype, {
    getRows() {
        const names = this.getItems().map(([name]) => name);
        const places = names.map(() => NOT_SHOWN);
        for (const row of super.getRows()) {
            if (row.length) {
                places[names.indexOf(row[0].name)] = row;
            }
        }
        return places;
    },
});
