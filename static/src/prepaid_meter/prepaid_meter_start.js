import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { PrepaidQuickLog } from "../prepaid_quick_log/prepaid_quick_log";

/** What to do while nothing runs: start on a ticket, or log time in one line. */
export class PrepaidMeterStart extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterStart";
    static components = { PrepaidQuickLog };
    static props = { close: Function };

    setup() {
        this.meter = useState(useService("prepaid_meter"));
        this.state = useState({ chosen: 0 });
    }

    /** The ticket open on screen comes first, then those worked on last. */
    get tickets() {
        return this.meter.tickets;
    }

    /** The ticket that the quick log is for: the one on screen, else the chosen one. */
    get target() {
        return this.meter.ticket || this.tickets[this.state.chosen];
    }

    getKey({ model, taskId }) {
        return `${model},${taskId}`;
    }

    start(ticket) {
        this.props.close();
        this.meter.start(ticket);
    }

    onChoose(ev) {
        this.state.chosen = Number(ev.target.value);
    }
}
