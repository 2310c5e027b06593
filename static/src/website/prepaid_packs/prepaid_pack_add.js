import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { readAmount } from "../prepaid_amount/prepaid_amount";

/** The button of a pack: puts it in the shop's cart, for a contract if it names one. */
export class PrepaidPackAdd extends Interaction {
    static selector = ".o_prepaid_pack_add";
    dynamicContent = {
        _root: { "t-on-click.prevent": this.locked(this.addToCart, true) },
    };

    async addToCart() {
        const { productTemplateId, productId, contractId } = this.el.dataset;
        const pack = {
            productTemplateId: parseInt(productTemplateId),
            productId: parseInt(productId) || undefined,
        };
        const amount = readAmount(this.el.closest(".o_prepaid_pack"));
        if (amount === null) {
            return;
        }
        if (amount) {
            pack.prepaid_amount = amount;
        }
        if (contractId) {
            pack.prepaid_contract_id = parseInt(contractId);
        }
        await this.waitFor(
            this.services.cart.add(pack, {
                // A client who tops up a contract goes straight to the cart.
                isBuyNow: Boolean(contractId),
                isConfigured: Boolean(pack.productId),
            })
        );
    }
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.pack_add", PrepaidPackAdd);
