import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const MODEL = "prepaid.duty";
// A browser's timer takes no more.
const LONGEST = 2 ** 31 - 1;

/** Whether visitors of the talk pages can call me now: one click, it ends by itself. */
export class PrepaidDutySystray extends Component {
    static template = "sale_timesheet_prepaid_session.PrepaidDutySystray";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ until: null });
        onWillStart(async () => this.follow(await this.orm.silent.call(MODEL, "get_mine", [])));
    }

    get isOn() {
        return Boolean(this.state.until);
    }

    get title() {
        if (!this.isOn) {
            return _t("You take no calls from the talk pages. Go on duty");
        }
        const until = formatDateTime(deserializeDateTime(this.state.until));
        return _t("You are on duty for calls until %s. End it", until);
    }

    async toggle() {
        this.follow(await this.orm.call(MODEL, this.isOn ? "end" : "begin", []));
    }

    follow(until) {
        this.state.until = until;
        clearTimeout(this.timer);
        if (until) {
            const left = deserializeDateTime(until).diffNow().toMillis();
            this.timer = setTimeout(() => this.follow(false), Math.min(left, LONGEST));
        }
    }
}

registry
    .category("systray")
    .add("sale_timesheet_prepaid_session.duty", { Component: PrepaidDutySystray }, { sequence: 24 });
