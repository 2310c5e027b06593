import { patch } from "@web/core/utils/patch";
import { WebsiteSale } from "@website_sale/interactions/website_sale";

/** The page of a pack tells what the chosen variant holds. */
patch(WebsiteSale.prototype, {
    _onChangeCombination(ev, parent, combination) {
        super._onChangeCombination(...arguments);
        const isChosen = (el) => parseInt(el.dataset.productId) === combination.product_id;
        const page = parent.closest("#wrapwrap") || document;
        for (const text of page.querySelectorAll(".o_prepaid_pack_holds")) {
            text.classList.toggle("d-none", !isChosen(text));
        }
        for (const card of page.querySelectorAll(".o_prepaid_pack")) {
            card.classList.toggle("border-primary", isChosen(card));
            const button = card.querySelector(".o_prepaid_pack_add");
            button.classList.toggle("btn-outline-primary", isChosen(card));
            button.classList.toggle("btn-primary", !isChosen(card));
        }
    },
});
