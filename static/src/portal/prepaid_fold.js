import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const CLOSED = "o_prepaid_fold_closed";

/** A text of more than three lines shows the first three, and a button for the rest. */
export class PrepaidFold extends Interaction {
    static selector = ".o_prepaid_fold";

    start() {
        this.el.classList.add(CLOSED);
        this.registerCleanup(() => this.el.classList.remove(CLOSED));
        if (this.el.scrollHeight > this.el.clientHeight + 1) {
            this.addButton();
        }
    }

    addButton() {
        this.button = document.createElement("button");
        this.button.type = "button";
        this.button.className = "btn btn-link btn-sm p-0 d-block d-print-none";
        this.insert(this.button, this.el, "afterend");
        this.addListener(this.button, "click", () => {
            this.el.classList.toggle(CLOSED);
            this.tell();
        });
        this.tell();
    }

    tell() {
        const isClosed = this.el.classList.contains(CLOSED);
        this.button.textContent = isClosed ? _t("Show all of it") : _t("Show less of it");
        this.button.setAttribute("aria-expanded", String(!isClosed));
    }
}

registry.category("public.interactions").add("sale_timesheet_prepaid.prepaid_fold", PrepaidFold);
