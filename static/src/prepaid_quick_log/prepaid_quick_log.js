import { Component, useRef, useState } from "@odoo/owl";
import { RPCError } from "@web/core/network/rpc";
import { uniqueId } from "@web/core/utils/functions";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { PrepaidBeyond } from "../prepaid_beyond/prepaid_beyond";
import { getShort } from "../prepaid_beyond/prepaid_beyond_dialog";

const PAUSE = 250;
/** What is known of an empty text. */
const NOTHING = {
    chips: [],
    effect: "",
    doubts: [],
    problem: "",
    short: false,
    isAsked: false,
};

/** Log time in one line of text, and read what it means while typing. */
export class PrepaidQuickLog extends Component {
    static template = "sale_timesheet_prepaid.PrepaidQuickLog";
    static components = { PrepaidBeyond };
    static props = {
        taskId: Number,
        model: { type: String, optional: true },
        label: { type: String, optional: true },
        autofocus: { type: Boolean, optional: true },
        onLogged: { type: Function, optional: true },
        onClose: { type: Function, optional: true },
    };

    static defaultProps = { model: "project.task" };

    setup() {
        this.meter = useService("prepaid_meter");
        this.orm = useService("orm");
        this.hintId = uniqueId("o_prepaid_quick_log_hint_");
        this.state = useState({ text: "", isBusy: false, ...NOTHING, without: [] });
        this.startRequest();
        this.previewSoon = useDebounced(() => this.preview(), PAUSE);
        this.input = this.props.autofocus
            ? useAutofocus({ refName: "input" })
            : useRef("input");
    }

    /** Name what is logged next: sent twice, it is logged once. */
    startRequest() {
        this.requestKey = `${Date.now()}-${Math.random()}`;
    }

    onInput(ev) {
        Object.assign(this.state, { text: ev.target.value, isAsked: false });
        if (!this.state.text.trim()) {
            this.state.without = [];
        }
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

    /** Take a part that was understood back into the text. */
    leaveOut(kind) {
        this.state.without.push(kind);
        this.input.el.focus();
        return this.preview();
    }

    async preview() {
        const { text } = this.state;
        if (!text.trim()) {
            Object.assign(this.state, NOTHING);
            return;
        }
        const told = await this.ask("preview_quick_log", [], true);
        if (text === this.state.text) {
            this.show(told);
        }
    }

    /** Show what a text would log; a problem hides what it would draw. */
    show({ chips = [], effect = "", doubts = [], problem = "", short = false }) {
        Object.assign(this.state, { chips, effect, doubts, problem, short });
    }

    /**
     * Log it; what is unusual is asked first, and confirmed by doing it again.
     *
     * @param {string} [beyond] what becomes of work that is short of credit
     */
    async log(beyond = "") {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        if (!(await this.check(beyond))) {
            this.state.isBusy = false;
            return;
        }
        const result = await this.ask("quick_log", [this.requestKey, beyond]);
        this.state.isBusy = false;
        if (result.problem || result.short) {
            this.show(result);
            return;
        }
        Object.assign(this.state, { text: "", ...NOTHING, without: [] });
        this.startRequest();
        const canUndo = !result.is_waiting && beyond !== "split";
        this.meter.tellLogged({ ...result, canUndo });
        if (this.props.onLogged) {
            this.props.onLogged();
        }
    }

    /** Read once more what it means, and tell whether it may be logged now. */
    async check(beyond) {
        const { state } = this;
        const isConfirmed = state.isAsked;
        if (!isConfirmed || state.short) {
            await this.preview();
            state.isAsked = true;
        }
        const isDoubtful = state.doubts.length && !isConfirmed;
        return !state.problem && !isDoubtful && Boolean(beyond || !state.short);
    }

    /** Call a method of the ticket; what the server refuses is a ``problem``. */
    async ask(method, more = [], isSilent = false) {
        const orm = isSilent ? this.orm.silent : this.orm;
        const { text, without } = this.state;
        const { model, taskId } = this.props;
        const args = [[taskId], text, [...without], ...more];
        try {
            return await orm.call(model, method, args);
        } catch (error) {
            if (!(error instanceof RPCError) || !error.data) {
                throw error;
            }
            const short = getShort(error);
            return short ? { short } : { problem: error.data.message };
        }
    }
}
