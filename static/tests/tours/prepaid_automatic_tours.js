import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_prepaid_automatic";

const open = () => ({
    content: "from the contract's page",
    trigger: "a:contains(Automatic top-up)",
    run: "click",
    expectUnloadPage: true,
});

const agree = (method, cap) => [
    { trigger: `${PAGE} label:contains(${method})`, run: "click" },
    { trigger: `${PAGE} input[name=cap_amount]`, run: `edit ${cap}` },
    {
        trigger: `${PAGE} button:contains(Continue)`,
        run: "click",
        expectUnloadPage: true,
    },
    { trigger: `${PAGE} label[for=agree]:contains(${method}):contains(at most)` },
    { trigger: `${PAGE} input[name=agree]:not(:checked)`, run: "click" },
    { trigger: `${PAGE} form button:contains(Agree)`, run: "click", expectUnloadPage: true },
    { trigger: `${PAGE} .alert-success:contains(copy)` },
    { trigger: `${PAGE} dl:contains(${method})` },
];

/** A client lets a card be charged, changes it, and revokes. */
tours.add("prepaid_portal_automatic", {
    steps: () => [
        open(),
        { trigger: `${PAGE} h2:contains(Off)` },
        ...agree("Demo 4242", "1000"),
        { trigger: `${PAGE} blockquote:contains(Demo 4242)` },
        ...agree("Demo 1881", "1500"),
        { trigger: `${PAGE} dl:contains(1,500)` },
        {
            trigger: `${PAGE} button:contains(Switch off)`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_prepaid_consent .alert-success:contains(Nothing more is charged)" },
    ],
});

/** Whoever holds the link of a mail revokes by one button, without signing in. */
tours.add("prepaid_link_revokes", {
    steps: () => [
        {
            trigger: ".o_prepaid_consent button:contains(Revoke)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_prepaid_consent .alert-success:contains(Nothing more is charged)" },
    ],
});

/** The account manager reads what the client agreed to, and changes nothing of it. */
tours.add("prepaid_manager_reads_consent", {
    steps: () => [
        { trigger: ".alert:contains(Refills are not charged)" },
        { trigger: ".o_notebook a.nav-link:contains(Consent)", run: "click" },
        { trigger: ".o_field_widget[name=consent_ids] .o_data_row td", run: "click" },
        { trigger: ".modal .o_field_widget[name=text]:contains(at most)" },
        { trigger: ".modal:not(:has(input:not([disabled]))) .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
