import { rpc, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** How often the balance is asked for while the page is visible, in milliseconds. */
export const REFRESH_DELAY = 15000;

/** What Odoo answers to who is no longer signed in. */
const SESSION_ENDED = 100;
const COLOURS = ["success", "warning", "danger", "info"];

/** The balance of a contract, kept up to date while a technician works. */
export class PrepaidBalance extends Interaction {
    static selector = ".o_prepaid_balance[data-url]";
    dynamicContent = {
        _root: {
            "t-att-data-level": () => this.live.level,
            "t-att-class": () => ({ o_prepaid_balance_changed: this.changed }),
        },
        _document: { "t-on-visibilitychange": this.refreshIfVisible },
        ".o_prepaid_balance_amount": { "t-out": () => this.live.balance },
        ".o_prepaid_balance_level": { "t-out": () => this.live.level_label },
        ".o_prepaid_balance_debt": {
            "t-att-class": () => ({ "d-none": !this.live.debt }),
        },
        ".o_prepaid_balance_debt_amount": { "t-out": () => this.live.debt || "" },
        ".o_prepaid_balance_scopes": {
            "t-att-class": () => ({ "d-none": !this.live.scopes }),
            "t-out": () => this.live.scopes || "",
        },
        ".o_prepaid_balance_held": {
            "t-att-class": () => ({ "d-none": !this.live.held }),
            "t-out": () => this.live.held || "",
        },
        ".o_prepaid_ended": { "t-att-class": () => ({ "d-none": !this.isEnded }) },
        ".progress-bar": { "t-att-class": this.getBarClasses },
    };

    setup() {
        this.changed = false;
        this.isEnded = false;
        const read = (name) => this.el.querySelector(`.o_prepaid_balance_${name}`).textContent;
        this.live = {
            balance: read("amount"),
            level: this.el.dataset.level,
            colour: this.el.dataset.colour,
            level_label: read("level"),
            debt: read("debt_amount"),
            scopes: read("scopes"),
            held: read("held"),
        };
    }

    start() {
        this.wait();
    }

    wait() {
        this.waitForTimeout(() => this.tick(), REFRESH_DELAY);
    }

    async tick() {
        await this.waitFor(this.refreshIfVisible());
        if (!this.isEnded) {
            this.wait();
        }
    }

    async refreshIfVisible() {
        if (document.visibilityState !== "visible" || this.isEnded) {
            return;
        }
        const live = await this.waitFor(this.fetchBalance());
        if (live) {
            this.changed = live.balance !== this.live.balance;
            this.live = live;
            this.updateContent();
        }
    }

    /** Which classes the bar has, by name: that of its colour and no other. */
    getBarClasses() {
        const isOn = (colour) => colour === this.live.colour;
        return Object.fromEntries(COLOURS.map((colour) => [`bg-${colour}`, isOn(colour)]));
    }

    /** The balance, or nothing: the server cannot be reached, or the session has ended. */
    async fetchBalance() {
        try {
            return await rpc(this.el.dataset.url, {}, { silent: true });
        } catch (error) {
            this.isEnded = error instanceof RPCError && error.code === SESSION_ENDED;
            if (this.isEnded) {
                this.updateContent();
            }
            return false;
        }
    }
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.prepaid_balance", PrepaidBalance);
