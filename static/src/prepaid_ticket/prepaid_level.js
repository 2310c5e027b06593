import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { LEVELS } from "../prepaid_meter/elapsed";

/** What pays for a ticket, on its card: what is left, in colour, or why nothing does. */
export class PrepaidLevel extends Component {
    static template = "sale_timesheet_prepaid.PrepaidLevel";
    static props = standardFieldProps;

    get told() {
        return this.props.record.data[this.props.name];
    }

    get level() {
        return LEVELS[this.told.level] || LEVELS.none;
    }
}

registry.category("fields").add("prepaid_level", {
    component: PrepaidLevel,
    supportedTypes: ["json"],
});
