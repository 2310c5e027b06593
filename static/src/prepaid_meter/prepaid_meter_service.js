import { EventBus, markRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { Reactive } from "@web/core/utils/reactive";
import { session } from "@web/session";
import { formatElapsed, getElapsed, getLevel, LEVELS } from "./elapsed";
import { PrepaidMeterDialogs } from "./prepaid_meter_dialogs";
import { PrepaidMeterNews } from "./prepaid_meter_news";

const TICK = 1000;
const REFRESH = 60000;
const MINUTE = 60;
const REFUSALS = ["UserError", "ValidationError", "AccessError", "MissingError"];

/**
 * The user's meter, as the server tells it: one for all components of this tab.
 *
 * Nothing is asked while nothing runs. Other tabs and devices are heard on the bus.
 */
export class PrepaidMeter extends Reactive {
    isEnabled = false;
    meter = false;
    seconds = 0;
    error = "";
    /** What may become of work that is short of credit, see PrepaidBeyond. */
    short = false;
    usageTypes = [];
    recentTasks = [];
    /** The ticket open on screen: {taskId, projectId, name}, or null. */
    ticket = null;

    constructor(services) {
        super();
        this.services = markRaw(services);
        this.bus = markRaw(new EventBus());
        this.mutex = markRaw(new Mutex());
        this.ask = markRaw(new PrepaidMeterDialogs(this));
        this.news = markRaw(new PrepaidMeterNews(this));
        this.receivedAt = this.readAt = this.heardAt = 0;
        this.ticker = null;
    }

    /** Begin to listen, and read what runs. For technicians only. */
    async enable() {
        const { bus_service } = this.services;
        this.isEnabled = true;
        bus_service.subscribe("prepaid.meter", (news) => this.hear(news));
        bus_service.addEventListener("BUS:RECONNECT", () => this.load());
        document.addEventListener("visibilitychange", () => {
            if (!document.hidden) {
                this.load();
            }
        });
        await this.load();
    }

    get now() {
        return browser.performance.now();
    }

    get level() {
        return LEVELS[getLevel(this.meter && this.meter.credit)];
    }

    get clock() {
        return formatElapsed(this.seconds);
    }

    get isRunning() {
        return Boolean(this.meter) && this.meter.state === "running";
    }

    get isShort() {
        return Boolean(this.meter) && this.seconds < MINUTE;
    }

    /** The name of what is metered: the ticket, else the project. */
    get work() {
        return this.meter ? (this.meter.task || this.meter.project)[1] : "";
    }

    /** @param {{taskId: number|false, projectId: number|false}} ticket */
    isOn(ticket) {
        if (!this.meter || !ticket) {
            return false;
        }
        return this.meter.task
            ? this.meter.task[0] === ticket.taskId
            : !ticket.taskId && this.meter.project[0] === ticket.projectId;
    }

    // === STATE === //

    async load() {
        this.readAt = this.now;
        const state = await this.call("get_state", []);
        if (state) {
            this.usageTypes = state.usage_types;
            this.recentTasks = state.recent_tasks;
            this.hear(state);
        }
    }

    /**
     * Take what the server says, unless something later is known: a new page is sent
     * the messages of the last minute again.
     *
     * @param {{meter: Object|false, at: number}} news `at` in the server's seconds
     */
    hear({ meter, at }) {
        if (at >= this.heardAt) {
            this.heardAt = at;
            this.apply(meter);
        }
    }

    apply(meter) {
        const isSame = meter && this.meter && meter.id === this.meter.id;
        if (!isSame || meter.state === "running") {
            this.error = "";
            this.short = false;
        }
        this.receivedAt = this.now;
        this.meter = meter || false;
        this.tick();
        this.setTicker(this.isRunning);
    }

    tick() {
        this.seconds = getElapsed(this.meter, this.receivedAt, this.now);
        if (this.isRunning && !document.hidden && this.now - this.readAt >= REFRESH) {
            this.load();
        }
    }

    setTicker(isOn) {
        if (isOn && !this.ticker) {
            this.ticker = browser.setInterval(() => this.tick(), TICK);
        } else if (!isOn && this.ticker) {
            browser.clearInterval(this.ticker);
            this.ticker = null;
        }
    }

    /**
     * Call a verb, one after the other. What the server refuses is told and the state is
     * read again: it may be that another device was faster.
     */
    async call(verb, args, kwargs = {}) {
        const { orm } = this.services;
        const caller = verb === "get_state" ? orm.silent : orm;
        try {
            return await this.mutex.exec(() =>
                caller.call("prepaid.meter", verb, args, kwargs)
            );
        } catch (error) {
            const name = error instanceof RPCError && error.exceptionName;
            if (!name || !REFUSALS.includes(name.split(".").pop())) {
                throw error;
            }
            this.services.notification.add(error.data.message, { type: "danger" });
            if (verb !== "get_state") {
                await this.load();
            }
            return null;
        }
    }

    // === VERBS === //

    /**
     * Start on a ticket; ask first if the meter runs elsewhere.
     *
     * @param {{taskId: number|false, projectId: number|false, name: string}} ticket
     */
    async start(ticket, isSwitch = false) {
        const { projectId, taskId } = ticket;
        const result = await this.call("start", [
            projectId || false,
            taskId || false,
            isSwitch,
        ]);
        if (!result) {
            return;
        }
        if (result.stopped && result.stopped.timesheet_id) {
            this.tellLogged(result.stopped);
        }
        if (result.open) {
            this.apply(result.open);
            this.ask.toSwitch(ticket);
        } else {
            this.take(result);
        }
    }

    async pause() {
        this.take(await this.call("pause", [[this.meter.id]]));
    }

    async resume() {
        this.take(await this.call("resume", [[this.meter.id]]));
    }

    async describe(vals) {
        this.take(await this.call("describe", [[this.meter.id]], vals));
    }

    discard() {
        this.ask.toDiscard();
    }

    /** Put the meter on another ticket, where its line may be taken. */
    async move(taskId) {
        const result = await this.call("move", [[this.meter.id], taskId]);
        if (result) {
            this.error = "";
            this.short = false;
            this.take(result);
        }
    }

    /** @param {{name, usage_type_id, charge, minutes, beyond}} vals of the line */
    async stop(vals = {}) {
        if (this.isShort && !vals.minutes) {
            this.ask.ifShort(() => this.log(vals));
        } else {
            await this.log(vals);
        }
    }

    async log(vals) {
        const result = await this.call("stop", [[this.meter.id]], vals);
        this.take(result);
        if (result && !result.error) {
            this.tellLogged(result);
        }
    }

    /** Take over what a verb returned; a refused stop opens the panel. */
    take(result) {
        if (!result) {
            return;
        }
        this.apply(result.meter);
        if (result.error) {
            this.error = result.error;
            this.short = result.short;
            this.bus.trigger("OPEN");
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
