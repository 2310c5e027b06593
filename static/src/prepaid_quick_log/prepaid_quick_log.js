import { Component, useRef, useState } from "@odoo/owl";
import { RPCError } from "@web/core/network/rpc";
import { uniqueId } from "@web/core/utils/functions";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const PAUSE = 250;

/** Log time in one line of text, and read what it means while typing. */
export class PrepaidQuickLog extends Component {
    static template = "sale_timesheet_prepaid.PrepaidQuickLog";
    static props = {
        taskId: Number,
        label: { type: String, optional: true },
        autofocus: { type: Boolean, optional: true },
        onLogged: { type: Function, optional: true },
        onClose: { type: Function, optional: true },
    };

    setup() {
        this.meter = useService("prepaid_meter");
        this.orm = useService("orm");
        this.hintId = uniqueId("o_prepaid_quick_log_hint_");
        this.state = useState({ text: "", feedback: "", problem: "", isBusy: false });
        this.previewSoon = useDebounced(() => this.preview(), PAUSE);
        this.input = this.props.autofocus
            ? useAutofocus({ refName: "input" })
            : useRef("input");
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.previewSoon();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.log();
        } else if (ev.key === "Escape" && this.props.onClose) {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onClose();
        }
    }

    async preview() {
        const { text } = this.state;
        if (!text.trim()) {
            Object.assign(this.state, { feedback: "", problem: "" });
            return;
        }
        const { feedback, problem } = await this.ask("preview_quick_log", true);
        if (text === this.state.text) {
            Object.assign(this.state, {
                feedback: feedback || "",
                problem: problem || "",
            });
        }
    }

    async log() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        const result = await this.ask("quick_log");
        this.state.isBusy = false;
        if (result.problem) {
            Object.assign(this.state, { feedback: "", problem: result.problem });
            return;
        }
        Object.assign(this.state, { text: "", feedback: "", problem: "" });
        this.meter.tellLogged(result);
        if (this.props.onLogged) {
            this.props.onLogged();
        }
    }

    /** Call a method of the ticket; what the server refuses is a ``problem``. */
    async ask(method, isSilent = false) {
        const orm = isSilent ? this.orm.silent : this.orm;
        const args = [[this.props.taskId], this.state.text];
        try {
            return await orm.call("project.task", method, args);
        } catch (error) {
            if (!(error instanceof RPCError) || !error.data) {
                throw error;
            }
            return { problem: error.data.message };
        }
    }
}
