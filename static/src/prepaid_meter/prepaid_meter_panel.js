import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { InvalidNumberError } from "@web/views/fields/parsers";
import { parseMinutes } from "../prepaid_quantity_field/minutes";
import { PrepaidBeyond } from "../prepaid_beyond/prepaid_beyond";
import { PrepaidQuickLog } from "../prepaid_quick_log/prepaid_quick_log";
import { PrepaidMeterPaused } from "./prepaid_meter_paused";

export const CHARGES = () => [
    ["billable", _t("Billable")],
    ["included", _t("Included")],
    ["goodwill", _t("Goodwill")],
];

/** The open meter in full: what it costs, what its line will say, and the verbs. */
export class PrepaidMeterPanel extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterPanel";
    static components = { PrepaidBeyond, PrepaidMeterPaused, PrepaidQuickLog };
    static props = { close: Function };

    setup() {
        this.meter = useState(useService("prepaid_meter"));
        this.action = useService("action");
        this.charges = CHARGES();
        const { name, usage_type_id, charge } = this.meter.meter;
        this.state = useState({
            name,
            usage_type_id,
            charge,
            minutes: "",
            isInvalid: false,
        });
    }

    get data() {
        return this.meter.meter;
    }

    /** How the work is charged unless the person says otherwise. */
    get charge() {
        const isChosen = (type) => type.id === this.state.usage_type_id;
        const usageType = this.meter.usageTypes.find(isChosen);
        return this.state.charge || (usageType && usageType.charge) || "billable";
    }

    /** Where the meter can go on: the tickets worked on last, but its own. */
    get otherTickets() {
        const { tickets } = this.meter;
        return tickets.filter((ticket) => ticket.taskId && !this.meter.isOn(ticket));
    }

    onMove(ev) {
        const ticket = this.otherTickets[ev.target.value];
        if (ticket) {
            this.meter.move(ticket);
        }
    }

    onUsageType(ev) {
        this.state.usage_type_id = Number(ev.target.value) || false;
        this.meter.describe({ usage_type_id: this.state.usage_type_id });
    }

    onCharge(ev) {
        this.state.charge = ev.target.value;
        this.meter.describe({ charge: this.state.charge });
    }

    onNoteKeydown(ev) {
        if (ev.key === "Enter") {
            this.stop();
        }
    }

    /**
     * Log it. The panel stays open where the server refuses.
     *
     * @param {string} [beyond] what becomes of work that is short of credit
     */
    async stop(beyond = "") {
        const { name, usage_type_id, charge } = this.state;
        const vals = { name, usage_type_id, charge, beyond };
        try {
            const minutes = this.data.is_forgotten && parseMinutes(this.state.minutes);
            if (minutes) {
                vals.minutes = minutes;
            }
        } catch (error) {
            if (!(error instanceof InvalidNumberError)) {
                throw error;
            }
            this.state.isInvalid = true;
            return;
        }
        await this.meter.stop(vals);
        if (!this.meter.error) {
            this.props.close();
        }
    }

    logAsGoodwill() {
        this.state.charge = "goodwill";
        return this.stop();
    }

    discard() {
        this.props.close();
        this.meter.discard();
    }

    openWork() {
        this.props.close();
        const [id] = this.data.task || this.data.project;
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.data.task ? this.data.model : "project.project",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
