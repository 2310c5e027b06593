import { patch } from "@web/core/utils/patch";
import { PivotModel } from "@web/views/pivot/pivot_model";

/** The sheet knows of each column what it measures, not only what it is called. */
patch(PivotModel.prototype, {
    exportData() {
        const data = super.exportData();
        const columns = this.getTable().headers.at(-1);
        data.measure_headers.forEach((header, at) => {
            header.prepaid_measure = (columns[at] && columns[at].measure) || "";
        });
        return data;
    },
});
