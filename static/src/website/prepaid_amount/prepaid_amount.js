import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { Interaction } from "@web/public/interaction";
import { WebsiteSale } from "@website_sale/interactions/website_sale";

/**
 * Return the amount that is typed around an element: undefined where none is asked for,
 * null where it is not one that the pack is sold for. The browser says why.
 */
export function readAmount(el) {
    const input = el?.querySelector(".o_prepaid_amount_input");
    if (!input) {
        return undefined;
    }
    return input.reportValidity() ? parseFloat(input.value) : null;
}

/** The field of a pack of any amount: says what the amount buys while it is typed. */
export class PrepaidAmount extends Interaction {
    static selector = ".o_prepaid_amount";
    dynamicContent = {
        ".o_prepaid_amount_input": {
            "t-on-input": this.debounced(this.ask, 250),
            "t-on-keydown": this.onKeydown,
        },
        ".o_prepaid_amount_suggestion": { "t-on-click.prevent.withTarget": this.suggest },
        ".o_prepaid_amount_text": {
            "t-out": () => this.answer.error || this.answer.text,
            "t-att-class": () => ({ "text-danger": Boolean(this.answer.error) }),
        },
    };

    setup() {
        this.input = this.el.querySelector(".o_prepaid_amount_input");
        this.answer = { text: this.el.querySelector(".o_prepaid_amount_text").textContent };
    }

    suggest(ev, button) {
        this.input.value = button.dataset.value;
        return this.ask();
    }

    /** Enter asks; it does not send the page's form. */
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.ask();
        }
    }

    async ask() {
        const amount = parseFloat(this.input.value);
        const answer = await this.waitFor(
            rpc("/shop/prepaid/amount", {
                template_id: parseInt(this.el.dataset.templateId),
                amount: Number.isFinite(amount) ? amount : 0,
            })
        );
        // A later figure may have been answered first.
        if (parseFloat(this.input.value) === amount || Number.isNaN(amount)) {
            this.answer = answer;
            this.updateContent();
        }
    }
}

/** The amount of a line in the cart. */
export class PrepaidCartAmount extends Interaction {
    static selector = ".o_prepaid_cart_amount";
    dynamicContent = {
        ".o_prepaid_amount_input": { "t-on-change": this.locked(this.change, true) },
    };

    async change() {
        const amount = readAmount(this.el);
        if (amount === null || amount === undefined) {
            return;
        }
        const { lineId, productId, quantity } = this.el.dataset;
        await this.waitFor(
            rpc("/shop/cart/update", {
                line_id: parseInt(lineId),
                product_id: parseInt(productId),
                quantity: parseFloat(quantity),
                prepaid_amount: amount,
            })
        );
        browser.location.reload();
    }
}

patch(WebsiteSale.prototype, {
    /** Nothing is put in the cart for an amount that is not sold. */
    async _addToCart(el) {
        if (readAmount(el.closest("form")) !== null) {
            return super._addToCart(...arguments);
        }
    },

    _updateRootProduct(form) {
        super._updateRootProduct(...arguments);
        const amount = readAmount(form);
        if (amount) {
            this.rootProduct.prepaid_amount = amount;
        }
    },
});

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.amount", PrepaidAmount)
    .add("sale_timesheet_prepaid.cart_amount", PrepaidCartAmount);
