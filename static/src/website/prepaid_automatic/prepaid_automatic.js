import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A box on the payment page or that of an order: its choice is kept at once. */
export class PrepaidShopAutomatic extends Interaction {
    static selector = ".o_prepaid_shop_automatic";
    dynamicContent = {
        "input[type=checkbox]": { "t-on-change": () => this.el.submit() },
    };
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.shop_automatic", PrepaidShopAutomatic);
