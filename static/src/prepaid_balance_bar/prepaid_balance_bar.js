import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLORS = {
    none: "bg-success",
    low: "bg-warning",
    used_up: "bg-danger",
    overdrawn: "bg-danger",
};

/** How much of the open credit is left, in the colour of the alert level. */
export class PrepaidBalanceBar extends Component {
    static template = "sale_timesheet_prepaid.PrepaidBalanceBar";
    static props = {
        ...standardFieldProps,
        levelField: { type: String },
    };

    get percent() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }

    get color() {
        return COLORS[this.props.record.data[this.props.levelField]] || COLORS.none;
    }

    get label() {
        return _t("%s%% of the credit is left", this.percent);
    }
}

registry.category("fields").add("prepaid_balance_bar", {
    component: PrepaidBalanceBar,
    displayName: _t("Balance Bar"),
    supportedTypes: ["float", "integer"],
    isEmpty: () => false,
    extractProps: ({ options }) => ({
        levelField: options.level_field || "alert_level",
    }),
});

// A share of the credit has no sum.
registry.category("formatters").add("prepaid_balance_bar", () => "");
