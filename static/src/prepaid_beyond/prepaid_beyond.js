import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** What may become of work beyond the credit, as the server names it. */
const WAYS = {
    ask: () => _t("Ask the client"),
    goodwill: () => _t("Log as goodwill"),
    split: () => _t("Log what is left, ask for the rest"),
};

/** By how much the credit falls short of some work, and what may become of it. */
export class PrepaidBeyond extends Component {
    static template = "sale_timesheet_prepaid.PrepaidBeyond";
    static props = {
        short: Object,
        choose: Function,
        isBusy: { type: Boolean, optional: true },
        hasText: { type: Boolean, optional: true },
    };
    static defaultProps = { isBusy: false, hasText: true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get ways() {
        return this.props.short.ways.map((name) => ({ name, label: WAYS[name]() }));
    }

    /** People name an amount of money; the work stays where it is meanwhile. */
    async openForm() {
        const ids = [this.props.short.ask_form];
        const action = await this.orm.call("project.task", "action_ask_extra_time", [ids]);
        return this.action.doAction(action);
    }
}
