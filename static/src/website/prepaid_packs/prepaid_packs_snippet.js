import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

/** The building block: fetches the packs of its plan when the page is shown. */
export class PrepaidPacksSnippet extends Interaction {
    static selector = ".s_prepaid_packs";

    async willStart() {
        const plan = JSON.parse(this.el.dataset.plan || "null");
        this.packs = plan
            ? await this.waitFor(rpc("/prepaid/packs", { plan_id: plan.id }))
            : "";
    }

    start() {
        const content = this.el.querySelector(".s_prepaid_packs_content");
        if (this.packs) {
            // Rendered and escaped by the server.
            const page = new DOMParser().parseFromString(this.packs, "text/html");
            this.insert(page.body.firstElementChild, content);
        } else {
            this.showEmpty(content);
        }
    }

    /** A visitor sees no empty block. */
    showEmpty() {
        this.el.classList.add("d-none");
        this.registerCleanup(() => this.el.classList.remove("d-none"));
    }
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.packs_snippet", PrepaidPacksSnippet);
