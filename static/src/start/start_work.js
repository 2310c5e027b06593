import { Component, useState } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatElapsed } from "../prepaid_meter/elapsed";
import { useStartData } from "./start_data";
import { StartFigures, StartSection } from "./start_parts";

/** The technician's part: one's meters, one's week, and what waits of one's work. */
export class StartWork extends Component {
    static template = "sale_timesheet_prepaid.StartWork";
    static components = { StartFigures, StartSection };
    static props = {};

    setup() {
        this.action = useService("action");
        this.meter = useState(useService("prepaid_meter"));
        this.week = useStartData("get_week");
        this.waiting = useStartData("get_waiting");
        useBus(this.meter.bus, "LOGGED", () => this.reload());
    }

    get isQuiet() {
        return !this.waiting.data.figures.some(({ count }) => count);
    }

    /** The models of tickets that the user has pages of. */
    get opened() {
        return (this.waiting.data && this.waiting.data.opens_tickets) || [];
    }

    get current() {
        const { meter } = this.meter;
        return {
            taskId: meter.task && meter.task[0],
            model: meter.model,
            projectId: meter.project[0],
            partner: meter.partner,
        };
    }

    clock({ seconds }) {
        return formatElapsed(seconds);
    }

    about({ partner, day }) {
        return [partner, day].filter(Boolean).join(" · ");
    }

    reload() {
        this.week.load();
        this.waiting.load();
    }

    /** The page with the note and the kind of work, in the top bar. */
    openPanel() {
        this.meter.bus.trigger("OPEN");
    }

    openTicket(ev, model, taskId) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: taskId,
            views: [[false, "form"]],
        });
    }
}
