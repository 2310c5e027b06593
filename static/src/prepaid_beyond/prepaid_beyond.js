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
        const { ask_form, ask_model } = this.props.short;
        const action = await this.orm.call(ask_model, "action_ask_extra_time", [[ask_form]]);
        return this.action.doAction(action);
    }
}
