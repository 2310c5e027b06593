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
        const [recent] = this.meter.recentTasks;
        this.state = useState({ chosen: recent ? recent.id : false });
    }

    /** The ticket open on screen comes first, then those worked on last. */
    get tickets() {
        const { recentTasks, ticket } = this.meter;
        const recent = recentTasks
            .filter(({ id }) => !ticket || id !== ticket.taskId)
            .map(({ id, name, partner }) => ({ taskId: id, projectId: false, name, partner }));
        return ticket ? [ticket, ...recent] : recent;
    }

    /** The ticket that the quick log is for: the one on screen, else the chosen one. */
    get target() {
        const { recentTasks, ticket } = this.meter;
        if (ticket) {
            return ticket;
        }
        const task = recentTasks.find(({ id }) => id === this.state.chosen);
        return task && { taskId: task.id, name: task.name };
    }

    start(ticket) {
        this.props.close();
        this.meter.start(ticket);
    }

    onChoose(ev) {
        this.state.chosen = Number(ev.target.value);
    }
}
