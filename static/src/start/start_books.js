import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useStartData } from "./start_data";
import { StartFigures, StartSection } from "./start_parts";

/** The accountant's part: what waits in the company's books of packs. */
export class StartBooks extends Component {
    static template = "sale_timesheet_prepaid.StartBooks";
    static components = { StartFigures, StartSection };
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.books = useStartData("get_books", () => [], false);
        this.unbooked = useStartData("get_unbooked", () => [], false);
        this.load();
    }

    get title() {
        const { data } = this.books;
        return data ? _t("Books of %s", data.company) : _t("Books");
    }

    async load() {
        const data = await this.books.load();
        if (data && data.has_revenue && data.is_quick) {
            await this.unbooked.load();
        }
    }

    openTieOut() {
        return this.action.doAction("sale_timesheet_prepaid.prepaid_deferred_action");
    }

    async open(method) {
        await this.action.doAction(await this.orm.call("prepaid.start", method, []));
    }
}
