import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { LEVELS } from "../prepaid_meter/elapsed";
import { useStartData } from "./start_data";
import { StartFigures, StartSection } from "./start_parts";

const WHOSE_KEY = "sale_timesheet_prepaid.start_whose";

/** The account manager's part: who needs me first, and what waits for an answer. */
export class StartContracts extends Component {
    static template = "sale_timesheet_prepaid.StartContracts";
    static components = { StartFigures, StartSection };
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        // Unknown until the server says whose contracts suit the user.
        this.state = useState({ whose: browser.localStorage.getItem(WHOSE_KEY) });
        this.figures = useStartData("get_contracts", () => [this.state.whose], false);
        this.urgent = useStartData("get_urgent", () => [this.state.whose], false);
        this.load();
    }

    get title() {
        return this.isMine ? _t("My contracts by urgency") : _t("Contracts by urgency");
    }

    get isMine() {
        return this.state.whose === "mine";
    }

    get hiddenCount() {
        return this.figures.data.urgent_count - this.urgent.data.length;
    }

    get isQuiet() {
        return !this.figures.data.waiting.some(({ count }) => count);
    }

    async load() {
        const data = await this.figures.load();
        if (data) {
            this.state.whose = data.whose;
            await this.urgent.load();
        }
    }

    async show(whose) {
        browser.localStorage.setItem(WHOSE_KEY, whose);
        this.state.whose = whose;
        await this.load();
    }

    getLevel({ level }) {
        return LEVELS[level] || LEVELS.none;
    }

    getHref({ id }) {
        return `/odoo/prepaid-contracts/${id}`;
    }

    /** Open it here; with a key that opens windows, the browser follows the link. */
    openContract(ev, { id }) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "prepaid.contract",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openAll() {
        const args = ["contracts", "urgent", this.state.whose];
        const action = await this.orm.call("prepaid.start", "open_figure", args);
        await this.action.doAction(action);
    }
}
