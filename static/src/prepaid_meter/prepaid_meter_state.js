import { EventBus, markRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { RPCError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { Reactive } from "@web/core/utils/reactive";
import { formatElapsed, getElapsed, getLevel, LEVELS } from "./elapsed";
import { PrepaidMeterDialogs } from "./prepaid_meter_dialogs";
import { PrepaidMeterNews } from "./prepaid_meter_news";

const TICK = 1000;
const REFRESH = 60000;
const REFUSALS = ["UserError", "ValidationError", "AccessError", "MissingError"];

/** Tell whether two tickets are one. */
function isSame(one, other) {
    return one.taskId === other.taskId && one.model === other.model;
}

/**
 * The user's meter, as the server tells it: one for all components of this tab.
 *
 * Nothing is asked while nothing runs. Other tabs and devices are heard on the bus.
 */
export class PrepaidMeterState extends Reactive {
    isEnabled = false;
    meter = false;
    /** The others, which wait. */
    paused = [];
    seconds = 0;
    error = "";
    /** What may become of work that is short of credit, see PrepaidBeyond. */
    short = false;
    usageTypes = [];
    recentTasks = [];
    /** The ticket open on screen: {taskId, model, projectId, name}, or null. */
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

    /** The name of what is metered: the ticket, else the project. */
    get work() {
        return this.meter ? (this.meter.task || this.meter.project)[1] : "";
    }

    /** What is asked and told of the meter that is shown. */
    get brief() {
        return { id: this.meter.id, work: this.work, seconds: this.seconds };
    }

    /** Return the meter that waits on a ticket or project, if one does. */
    getWaiting({ taskId, model, projectId }) {
        return this.paused.find((other) =>
            taskId
                ? other.task_id === taskId && other.model === model
                : !other.task_id && other.project_id === projectId
        );
    }

    /** @param {{taskId: number|false, model: string, projectId: number|false}} ticket */
    isOn(ticket) {
        if (!this.meter || !ticket) {
            return false;
        }
        return this.meter.task
            ? this.meter.task[0] === ticket.taskId && this.meter.model === ticket.model
            : !ticket.taskId && this.meter.project[0] === ticket.projectId;
    }

    /** The ticket open on screen comes first, then those worked on last. */
    get tickets() {
        const { ticket } = this;
        const recent = this.recentTasks
            .map(({ id, ...others }) => ({ taskId: id, projectId: false, ...others }))
            .filter((other) => !ticket || !isSame(other, ticket));
        return ticket ? [ticket, ...recent] : recent;
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
     * @param {{meter: Object|false, paused: Object[], at: number}} news `at` in the
     * server's seconds
     */
    hear(news) {
        if (news.at >= this.heardAt) {
            this.apply(news);
        }
    }

    apply({ meter, paused, at }) {
        this.heardAt = at;
        this.paused = paused;
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
        const result = await this.tellRefusal(() =>
            this.mutex.exec(() => caller.call("prepaid.meter", verb, args, kwargs))
        );
        if (!result && verb !== "get_state") {
            await this.load();
        }
        return result;
    }

    /** Return what the server answers, or null if it refuses; then it is told why. */
    async tellRefusal(ask) {
        try {
            return await ask();
        } catch (error) {
            const name = error instanceof RPCError && error.exceptionName;
            if (!name || !REFUSALS.includes(name.split(".").pop())) {
                throw error;
            }
            this.services.notification.add(error.data.message, { type: "danger" });
            return null;
        }
    }
}
