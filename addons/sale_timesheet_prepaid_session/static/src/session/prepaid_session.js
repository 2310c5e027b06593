import { formatElapsed, getElapsed } from "@sale_timesheet_prepaid/prepaid_meter/elapsed";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const SECOND = 1000;
/** How often the server is asked: while the clock runs, and otherwise. */
const RUNNING_DELAY = 5 * SECOND;
const WAITING_DELAY = 15 * SECOND;
/** Without an answer for so long, amounts are not sure any more. */
const LOST_AFTER = 12 * SECOND;
const ANSWER_TIMEOUT = 8 * SECOND;
/** The last two minutes are told, in seconds. */
const WARNED_BEFORE = 120;

/** The page of a session: the server's clock, also after a reload or a lost network. */
export class PrepaidSession extends Interaction {
    static selector = ".o_prepaid_session[data-url]";
    dynamicContent = {
        _document: { "t-on-visibilitychange": this.refresh },
        _window: { "t-on-pageshow": this.show },
        _root: { "t-on-submit": this.submit },
        ".o_prepaid_session_clock": { "t-out": () => formatElapsed(this.elapsed) },
        ".o_prepaid_session_countdown": { "t-out": () => formatLong(this.startsIn) },
        ".o_prepaid_session_soon": { "t-att-class": () => ({ "d-none": this.startsIn <= 0 }) },
        ".o_prepaid_session_now": { "t-att-class": () => ({ "d-none": this.startsIn > 0 }) },
        ".o_prepaid_session_free": { "t-out": () => this.live.free ?? 0 },
        ".o_prepaid_session_due": { "t-out": () => this.live.due ?? 0 },
        ".o_prepaid_session_amount": {
            "t-out": () => (this.isLost ? "…" : this.live.amount || ""),
        },
        ".o_prepaid_session_left": { "t-out": () => formatElapsed(this.left ?? 0) },
        ".o_prepaid_session_stops": {
            "t-att-class": () => ({ "d-none": this.left === null || this.isWarned }),
        },
        ".o_prepaid_session_warning": {
            "t-att-class": () => ({ "d-none": !this.isWarned }),
        },
        ".o_prepaid_session_lost": { "t-att-class": () => ({ "d-none": !this.isLost }) },
    };

    setup() {
        this.take(JSON.parse(this.el.dataset.live));
        this.isAsking = false;
    }

    start() {
        this.askedAt = performance.now();
        this.wait();
        if (this.el.dataset.signedIn) {
            this.listen();
        }
    }

    /** Hear at once of what the other side does. */
    listen() {
        const bus = this.services.bus_service;
        const hear = ({ id }) => id === Number(this.el.dataset.sessionId) && this.refresh();
        bus.subscribe("prepaid.session", hear);
        this.registerCleanup(() => bus.unsubscribe("prepaid.session", hear));
        bus.start();
    }

    take(live) {
        this.live = live;
        this.receivedAt = performance.now();
    }

    // === THE CLOCK === //

    get passed() {
        return Math.floor((performance.now() - this.receivedAt) / SECOND);
    }

    get elapsed() {
        return getElapsed(this.live, this.receivedAt, performance.now());
    }

    get left() {
        return this.live.left === null ? null : Math.max(this.live.left - this.passed, 0);
    }

    get startsIn() {
        return (this.live.starts_in ?? 0) - this.passed;
    }

    get isWarned() {
        return this.left !== null && this.left <= WARNED_BEFORE;
    }

    get isLost() {
        return performance.now() - this.receivedAt > LOST_AFTER && this.delay === RUNNING_DELAY;
    }

    get delay() {
        return this.live.state === "running" ? RUNNING_DELAY : WAITING_DELAY;
    }

    wait() {
        this.waitForTimeout(() => this.tick(), SECOND);
    }

    tick() {
        if (performance.now() - this.askedAt >= this.delay) {
            this.refresh();
        }
        this.updateContent();
        this.wait();
    }

    // === THE SERVER === //

    async refresh() {
        if (document.visibilityState !== "visible" || this.isAsking) {
            return;
        }
        this.isAsking = true;
        this.askedAt = performance.now();
        const live = await this.waitFor(this.fetchState());
        this.isAsking = false;
        if (live === undefined) {
            return;
        }
        if (!live || live.key !== this.live.key) {
            return this.reload();
        }
        this.take(live);
        this.updateContent();
    }

    /** What the server says; nothing while it cannot be reached. */
    async fetchState() {
        try {
            const answer = await fetch(this.el.dataset.url, {
                cache: "no-store",
                signal: AbortSignal.timeout(ANSWER_TIMEOUT),
            });
            return answer.ok ? await answer.json() : undefined;
        } catch {
            return undefined;
        }
    }

    /** Read the page anew, never the answer to a form. */
    reload() {
        if (!this.isSent) {
            window.location.replace(this.el.dataset.page);
        }
    }

    /** Who goes back in the browser finds the page as it was: look again. */
    show({ persisted }) {
        if (persisted) {
            this.isSent = false;
            this.refresh();
        }
    }

    /** A form is sent once. */
    submit(event) {
        if (this.isSent) {
            event.preventDefault();
        }
        this.isSent = true;
    }
}

/** Seconds as people say them when it is not yet time: "2 d 3 h", "0:12:30". */
function formatLong(seconds) {
    const hours = Math.floor(seconds / 3600);
    if (hours < 24) {
        return formatElapsed(seconds);
    }
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid_session.prepaid_session", PrepaidSession);
