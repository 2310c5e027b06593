import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

/** Deferred revenue by month: parts in the order of a statement, closing as a line. */
export class PrepaidMonthGraphModel extends graphView.Model {
    _getData(...args) {
        const data = super._getData(...args);
        const kinds = this.metaData.fields.kind.selection.map(([, label]) => label);
        data.datasets.sort((a, b) => kinds.indexOf(a.label) - kinds.indexOf(b.label));
        return data;
    }

    _getLineOverlayDataset() {
        const line = super._getLineOverlayDataset();
        return line && { ...line, label: _t("Closing") };
    }
}

registry.category("views").add("prepaid_month_graph", {
    ...graphView,
    Model: PrepaidMonthGraphModel,
});
