import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { LEVELS } from "../prepaid_meter/elapsed";
import { PrepaidMeterWidget } from "../prepaid_meter/prepaid_meter_widget";
import { PrepaidQuickLog } from "../prepaid_quick_log/prepaid_quick_log";

const VERBS = {
    log: () => _t("Log it now"),
    ask: () => _t("Ask again"),
    goodwill: () => _t("Log as goodwill"),
};

/** A ticket's meter, what pays for its work, and the line that logs time at once. */
export class PrepaidTicket extends Component {
    static template = "sale_timesheet_prepaid.PrepaidTicket";
    static components = { PrepaidMeterWidget, PrepaidQuickLog };
    static props = standardWidgetProps;

    setup() {
        this.meter = useState(useService("prepaid_meter"));
        this.action = useService("action");
        this.state = useState({ isLogging: false });
        useEffect(
            () => this.closeLog(),
            () => [this.record.resId]
        );
    }

    get record() {
        return this.props.record;
    }

    /** What the ticket says about money, or false. */
    get told() {
        return this.record.data.prepaid_told;
    }

    get level() {
        return LEVELS[this.told.level] || LEVELS.none;
    }

    /** Save what is being typed first: logging reloads the form. */
    async toggleLog() {
        if (this.state.isLogging || (await this.save())) {
            this.state.isLogging = !this.state.isLogging;
        }
    }

    closeLog() {
        this.state.isLogging = false;
    }

    async save() {
        const { record } = this;
        const isSaved = record.resId && !(await record.isDirty());
        return isSaved || record.save();
    }

    /** What may be done with work that waits for the client. */
    getVerbs({ verbs = [] }) {
        return verbs.map((name) => ({ name, label: VERBS[name]() }));
    }

    /** Let work that waits draw, offer it, or ask the client for it again. */
    async endWaiting(waiting, verb) {
        if (await this.save()) {
            const args = [[waiting.id], verb === "log" ? false : verb];
            const { orm } = this.meter.services;
            const method = "log_waiting";
            this.meter.tellLogged(await orm.call("account.analytic.line", method, args));
            await this.record.load();
        }
    }

    openContract() {
        const [resId] = this.told.contract;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "prepaid.contract",
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** Run a verb of the ticket that opens something. */
    async run(name) {
        if (await this.save()) {
            await this.action.doActionButton({
                type: "object",
                name,
                resModel: this.record.resModel,
                resId: this.record.resId,
                resIds: [this.record.resId],
                context: {},
                onClose: () => this.record.load(),
            });
        }
    }
}

registry.category("view_widgets").add("prepaid_ticket", {
    component: PrepaidTicket,
    fieldDependencies: [
        { name: "display_name", type: "char" },
        { name: "partner_id", type: "many2one" },
        { name: "project_id", type: "many2one" },
        { name: "prepaid_told", type: "json" },
    ],
});
