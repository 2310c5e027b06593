import { useState } from "@odoo/owl";
import { Chatter } from "@mail/chatter/web_portal/chatter";
import { patch } from "@web/core/utils/patch";
import { PrepaidQuickLog } from "./prepaid_quick_log";

Object.assign(Chatter.components, { PrepaidQuickLog });

/** A ticket's chatter can log time too, beside sending a message. */
patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.prepaidMeter = useState(this.env.services.prepaid_meter || {});
        this.prepaidState = useState({ isLogging: false });
    },

    changeThread() {
        super.changeThread(...arguments);
        if (this.prepaidState) {
            this.prepaidState.isLogging = false;
        }
    },

    get canLogPrepaidTime() {
        const { record, threadId, threadModel } = this.props;
        return (
            Boolean(this.prepaidMeter.isEnabled && threadId) &&
            threadModel === "project.task" &&
            Boolean(record && record.data.allow_timesheets)
        );
    },

    togglePrepaidLog() {
        this.prepaidState.isLogging = !this.prepaidState.isLogging;
        this.state.composerType = false;
    },

    toggleComposer() {
        this.prepaidState.isLogging = false;
        return super.toggleComposer(...arguments);
    },
});
