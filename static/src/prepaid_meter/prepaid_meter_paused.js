import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatElapsed } from "./elapsed";

/** The meters that wait: a click resumes one, and pauses what runs. */
export class PrepaidMeterPaused extends Component {
    static template = "sale_timesheet_prepaid.PrepaidMeterPaused";
    static props = { close: Function };

    setup() {
        this.meter = useState(useService("prepaid_meter"));
    }

    clock({ seconds }) {
        return formatElapsed(seconds);
    }

    /** Whose it is and, if it is not of today, since when it waits. */
    about({ partner, day }) {
        return [partner, day].filter(Boolean).join(" · ");
    }

    resume({ id }) {
        this.props.close();
        return this.meter.resume(id);
    }

    log(brief) {
        this.props.close();
        return this.meter.stop({}, brief);
    }

    discard(brief) {
        this.props.close();
        this.meter.discard(brief);
    }
}
