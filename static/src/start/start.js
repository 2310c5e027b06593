import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { StartBooks } from "./start_books";
import { StartContracts } from "./start_contracts";
import { useStartData } from "./start_data";
import { StartWork } from "./start_work";

/** The first page of the app: what waits for the user, by their roles. */
export class PrepaidStart extends Component {
    static template = "sale_timesheet_prepaid.PrepaidStart";
    static components = { Layout, StartBooks, StartContracts, StartWork };
    static props = { ...standardActionServiceProps };

    setup() {
        this.display = { controlPanel: {} };
        this.sections = useStartData("get_sections");
    }

    /** The action may show one section alone. */
    shows(name) {
        const { section } = this.props.action.params || {};
        return this.sections.data.includes(name) && (!section || section === name);
    }
}

registry.category("actions").add("prepaid_start", PrepaidStart);
