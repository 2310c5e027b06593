import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { PrepaidMeterState } from "./prepaid_meter_state";

const MINUTE = 60;

/** What is done with the user's meter. */
export class PrepaidMeter extends PrepaidMeterState {
    /**
     * Start on a ticket; what runs elsewhere is paused.
     *
     * @param {{taskId: number|false, model: string, projectId: number|false}} ticket
     * `model` is that of the ticket, whether there is one or not
     */
    async start({ projectId, taskId, model }) {
        const args = [projectId || false, taskId || false, model];
        this.takeSwitch(await this.call("start", args));
    }

    async pause() {
        this.take(await this.call("pause", [[this.meter.id]]));
    }

    async resume(id = this.meter.id) {
        this.takeSwitch(await this.call("resume", [[id]]));
    }

    async describe(vals) {
        this.take(await this.call("describe", [[this.meter.id]], vals));
    }

    discard(brief = this.brief) {
        this.ask.toDiscard(brief);
    }

    /** Put the meter on another ticket, where its line may be taken. */
    async move({ taskId, model }) {
        const result = await this.call("move", [[this.meter.id], taskId, model]);
        if (result) {
            this.error = "";
            this.short = false;
            this.take(result);
        }
    }

    /**
     * Log the meter that is shown, or another; ask first if it is a slip.
     *
     * @param {{name, usage_type_id, charge, minutes, beyond}} vals what the line shall say
     */
    async stop(vals = {}, brief = this.brief) {
        const log = () => this.log(vals, brief);
        if (brief.seconds < MINUTE && !vals.minutes) {
            this.ask.ifShort(brief, log);
        } else {
            await log();
        }
    }

    async log(vals, brief) {
        const result = await this.call("stop", [[brief.id]], vals);
        this.take(result);
        if (result && result.error) {
            this.tellRefused(result, brief);
        } else if (result) {
            const canUndo = !result.is_waiting && vals.beyond !== "split";
            this.tellLogged({ ...result, meterId: brief.id, canUndo });
        }
    }

    /** A refused stop opens the panel, where it is of the meter that is shown. */
    tellRefused({ error, short }, { id, work }) {
        if (id === this.meter.id) {
            this.error = error;
            this.short = short;
            this.bus.trigger("OPEN");
        } else {
            const { notification } = this.services;
            notification.add(error, { title: work, type: "danger" });
        }
    }

    /** Take over what a verb returned, and tell whether it was done. */
    take(result) {
        if (result) {
            this.apply(result);
        }
        return Boolean(result);
    }

    takeSwitch(result) {
        if (this.take(result) && result.interrupted) {
            this.news.tellInterrupted(result.interrupted);
        }
    }

    /** Say what was logged, and let the screens read it. */
    tellLogged(result) {
        this.news.tell(result);
        this.refresh();
    }

    refresh() {
        this.bus.trigger("LOGGED");
        this.load();
    }
}

export const prepaidMeterService = {
    dependencies: ["action", "bus_service", "dialog", "notification", "orm"],
    start(env, services) {
        const meter = new PrepaidMeter(services);
        if (session.has_prepaid_meter) {
            meter.enable();
        }
        return meter;
    },
};

registry.category("services").add("prepaid_meter", prepaidMeterService);
