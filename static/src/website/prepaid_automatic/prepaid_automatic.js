import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The box on the payment page: ticked, the page shows what can be saved. */
export class PrepaidShopAutomatic extends Interaction {
    static selector = ".o_prepaid_shop_automatic";
    dynamicContent = {
        "input[name=agree]": { "t-on-change": () => this.el.submit() },
    };
}

registry
    .category("public.interactions")
    .add("sale_timesheet_prepaid.shop_automatic", PrepaidShopAutomatic);
