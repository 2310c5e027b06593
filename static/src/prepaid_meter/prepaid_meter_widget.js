import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatElapsed } from "./elapsed";

/** The meter of the ticket that a form shows. */
export class PrepaidMeterWidget extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterWidget";
    static props = standardWidgetProps;

    setup() {
        this.meter = useState(useService("prepaid_meter"));
        useBus(this.meter.bus, "LOGGED", () => this.reload());
        useEffect(
            () => {
                const ticket = this.record.resId ? this.ticket : null;
                this.meter.ticket = ticket;
                return () => {
                    if (this.meter.ticket && this.meter.ticket.taskId === ticket?.taskId) {
                        this.meter.ticket = null;
                    }
                };
            },
            () => [
                this.record.resId,
                this.record.data.display_name,
                this.record.data.partner_id && this.record.data.partner_id.id,
            ]
        );
    }

    get record() {
        return this.props.record;
    }

    get ticket() {
        const { data, resId } = this.record;
        return {
            taskId: resId,
            model: this.record.resModel,
            projectId: data.project_id ? data.project_id.id : false,
            name: data.display_name || data.name || "",
            partner: data.partner_id ? data.partner_id.display_name : "",
        };
    }

    /** What tells the ticket from others; one that is not saved is nowhere. */
    get key() {
        return { taskId: this.record.resId, model: this.record.resModel };
    }

    get isHere() {
        return this.meter.isOn(this.key);
    }

    /** The ticket's meter that waits while another one runs. */
    get waiting() {
        return this.meter.getWaiting(this.key);
    }

    get waitingClock() {
        return formatElapsed(this.waiting.seconds);
    }

    /** What a start does to the meter that runs elsewhere. */
    get effect() {
        return this.meter.isRunning ? _t("Pauses “%s”", this.meter.work) : "";
    }

    get hint() {
        return this.effect || _t("Start a meter on this ticket");
    }

    async start() {
        if (this.record.resId || (await this.record.save())) {
            await this.meter.start(this.ticket);
        }
    }

    /** Save what is being typed first: logging reloads the form. */
    async stop() {
        if (!(await this.record.isDirty()) || (await this.record.save())) {
            const { name, usage_type_id, charge } = this.meter.meter;
            await this.meter.stop({ name, usage_type_id, charge });
        }
    }

    async reload() {
        if (this.record.resId && !(await this.record.isDirty())) {
            await this.record.load();
        }
    }
}

registry.category("view_widgets").add("prepaid_meter", {
    component: PrepaidMeterWidget,
    fieldDependencies: [
        { name: "display_name", type: "char" },
        { name: "partner_id", type: "many2one" },
        { name: "project_id", type: "many2one" },
    ],
});

/** The fields of a timesheet line that may hold its ticket, the first that counts first. */
export const TICKET_FIELDS = [["task_id", "project.task"]];

/** Return the model of a line's ticket, and the ticket if it has one. */
function getTicket(data) {
    const [name, model] =
        TICKET_FIELDS.find(([field]) => data[field]) || TICKET_FIELDS.at(-1);
    return [model, data[name]];
}

/** A start button on a timesheet line, or a card, for its ticket. */
export class PrepaidMeterRow extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterRow";
    static props = standardWidgetProps;

    setup() {
        this.meter = useState(useService("prepaid_meter"));
    }

    get ticket() {
        const { data, resId, resModel } = this.props.record;
        const [model, task] = this.isCard
            ? [resModel, { id: resId, display_name: data.display_name || data.name }]
            : getTicket(data);
        const project = data.project_id;
        return {
            taskId: task ? task.id : false,
            model,
            projectId: project ? project.id : false,
            name: (task || project || { display_name: "" }).display_name,
        };
    }

    /** Whether the record is a ticket, else it is a line of one. */
    get isCard() {
        return this.props.record.resModel !== "account.analytic.line";
    }

    /** A ticket's card shows its meter; of its lines, only the person's last one. */
    get isHere() {
        const isRow = this.isCard || this.props.record.resId === this.meter.meter.line_id;
        return this.meter.isOn(this.ticket) && isRow;
    }

    get title() {
        if (!this.isHere) {
            return this.isWaiting
                ? _t("Resume the meter")
                : _t("Start a meter on “%s”", this.ticket.name);
        }
        return this.meter.isRunning ? _t("Pause the meter") : _t("Resume the meter");
    }

    /** A ticket's card tells that its meter waits. */
    get isWaiting() {
        return this.isCard && Boolean(this.meter.getWaiting(this.ticket));
    }

    onClick() {
        if (!this.isHere) {
            return this.meter.start(this.ticket);
        }
        return this.meter.isRunning ? this.meter.pause() : this.meter.resume();
    }
}

registry.category("view_widgets").add("prepaid_meter_row", {
    component: PrepaidMeterRow,
    listViewWidth: [32, 80],
});
