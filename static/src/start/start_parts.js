import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

// What a figure looks like while it is not zero; its words say the same.
const LOOKS = {
    used_up: "fa-exclamation-circle text-danger",
    low: "fa-exclamation-triangle text-warning",
    used_fast: "fa-tachometer text-danger",
    expiring: "fa-calendar-times-o text-warning",
    refill: "fa-refresh text-info",
    declined: "fa-credit-card text-danger",
    questions: "fa-question-circle text-warning",
    asked: "fa-clock-o text-info",
    uncovered: "fa-chain-broken text-warning",
    drafts: "fa-pencil-square-o text-info",
    unpaid: "fa-hourglass-half text-warning",
    overdue: "fa-exclamation-circle text-danger",
};
let lastId = 0;

/** A part of the page with its heading: loading, not to be read, or there. */
export class StartSection extends Component {
    static template = "sale_timesheet_prepaid.StartSection";
    static props = {
        title: String,
        name: String,
        part: Object,
        slots: { type: Object, optional: true },
    };

    setup() {
        lastId += 1;
        this.headingId = `o_prepaid_start_${lastId}`;
    }
}

/** Numbers that lead to what is behind them. */
export class StartFigures extends Component {
    static template = "sale_timesheet_prepaid.StartFigures";
    static props = {
        section: String,
        whose: { type: String, optional: true },
        figures: Array,
    };
    static defaultProps = { whose: "all" };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    getLook({ key, count }) {
        return (count && LOOKS[key]) || "fa-check text-muted";
    }

    async open({ key }) {
        const { section, whose } = this.props;
        const args = [section, key, whose];
        const action = await this.orm.call("prepaid.start", "open_figure", args);
        await this.action.doAction(action);
    }
}
