import { registry } from "@web/core/registry";
import * as shop from "@website_sale/js/tours/tour_utils";

const tours = registry.category("web_tour.tours");
const PACK = ".o_prepaid_pack:contains(10 h)";

// Confirming, invoicing, printing the invoice and granting take their time.
const PROCESSING = 40000;

const addPack = () => [
    { content: "add the pack of ten hours", trigger: `${PACK} button`, run: "click" },
    shop.goToCart(),
    ...shop.assertCartContains({ productName: "Pack of 600" }),
];

const payWithDemo = () => [
    {
        content: "wait for the form of the demo provider",
        trigger: 'input[name="customer_input"]',
        run: "edit 4242",
    },
    ...shop.pay({ expectUnloadPage: true }),
];

/** A visitor compares the packs of a plan and puts one in the cart. */
tours.add("prepaid_visitor", {
    steps: () => [
        { trigger: `${PACK}:contains(100.00)` },
        { trigger: ".o_prepaid_terms:contains(Valid for 12 months)" },
        ...addPack(),
    ],
});

/** A new customer buys without an account, and is invited to have one. */
tours.add("prepaid_guest_buys", {
    steps: () => [
        ...addPack(),
        shop.goToCheckout(),
        { trigger: 'input[name="name"]', run: "edit Ann Guest" },
        { trigger: 'input[name="email"]', run: "edit ann.guest@example.com" },
        { trigger: 'input[name="phone"]', run: "edit +15551234567" },
        {
            trigger: 'a[name="website_sale_main_button"]',
            run: "click",
            expectUnloadPage: true,
        },
        ...payWithDemo(),
        {
            content: "the new balance",
            trigger: ".o_prepaid_outcome:contains(is now):contains(10 h)",
            timeout: PROCESSING,
        },
        { trigger: ".o_prepaid_invited:contains(ann.guest@example.com)" },
    ],
});

/** A client buys more credit for one of its contracts. */
tours.add("prepaid_client_tops_up", {
    steps: () => [
        {
            content: "choose the pack of ten hours",
            trigger: `${PACK} button:contains(Choose)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#cart_products:contains(For contract)" },
        shop.goToCheckout(),
        ...payWithDemo(),
        {
            content: "the new balance",
            trigger: ".o_prepaid_outcome:contains(11 h 30)",
            timeout: PROCESSING,
        },
        { trigger: "body:not(:has(.o_prepaid_invited))" },
    ],
});

/** A visitor chooses another variant of a pack, reads what it holds and buys it. */
tours.add("prepaid_visitor_chooses_variant", {
    steps: () => [
        { trigger: ".o_prepaid_pack_holds:visible:contains(10 h)" },
        {
            content: "choose twenty hours",
            trigger: ".js_add_cart_variants label:contains(20 h)",
            run: "click",
        },
        { trigger: ".o_prepaid_pack_holds:visible:contains(20 h of credit)" },
        { trigger: ".o_prepaid_pack.border-primary:contains(20 h)" },
        { content: "buy it", trigger: "#add_to_cart", run: "click" },
        shop.goToCart(),
        ...shop.assertCartContains({ productName: "Support" }),
    ],
});

/** A new customer buys and lets the card be charged for the next packs. */
tours.add("prepaid_guest_opts_in", {
    steps: () => [
        ...addPack(),
        shop.goToCheckout(),
        { trigger: 'input[name="name"]', run: "edit Ann Guest" },
        { trigger: 'input[name="email"]', run: "edit ann.guest@example.com" },
        { trigger: 'input[name="phone"]', run: "edit +15551234567" },
        {
            trigger: 'a[name="website_sale_main_button"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the box is not ticked and says what it allows",
            trigger: ".o_prepaid_shop_automatic:contains(falls to 2 h or below)",
        },
        {
            trigger: ".o_prepaid_shop_automatic input[name=agree]:not(:checked)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "only methods that can be saved, no other box to save them",
            trigger:
                ".o_prepaid_shop_automatic:has(input[name=agree]:checked):contains(can be saved are shown)",
        },
        { trigger: "body:not(:has([name=o_payment_tokenize_checkbox]))" },
        ...payWithDemo(),
        {
            content: "the new balance",
            trigger: ".o_prepaid_outcome:contains(is now):contains(10 h)",
            timeout: PROCESSING,
        },
    ],
});
