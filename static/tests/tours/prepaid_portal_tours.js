import { registry } from "@web/core/registry";

const BALANCE = ".o_prepaid_balance";

/** Log work as another person does, in a session of their own: by an API key. */
async function logWork() {
    const args = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const answer = await fetch("/jsonrpc", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            jsonrpc: "2.0",
            params: { service: "object", method: "execute_kw", args },
        }),
    });
    const { error } = await answer.json();
    if (error) {
        throw new Error(error.data.message);
    }
}

/** A client watches the balance fall while a technician logs work elsewhere. */
registry.category("web_tour.tours").add("prepaid_portal_live", {
    steps: () => [
        { content: "the balance before", trigger: `${BALANCE}:contains(10 h)`, run: logWork },
        {
            content: "the client comes back to the page",
            trigger: BALANCE,
            run: () => document.dispatchEvent(new Event("visibilitychange")),
        },
        {
            content: "the balance after, without a reload",
            trigger: `${BALANCE}.o_prepaid_balance_changed:contains(9 h 53)`,
        },
        {
            content: "low by now, in words and colour",
            trigger: `${BALANCE}[data-level=low]:contains(Credit is low) .progress-bar.bg-warning:not(.bg-success)`,
        },
    ],
});

/** A client reads the agreement and signs it. */
registry.category("web_tour.tours").add("prepaid_portal_sign", {
    steps: () => [
        { trigger: "h2:contains(Prepaid support agreement)" },
        { trigger: "input[name=signer]", run: "edit Ann Client" },
        { trigger: ".o_web_sign_auto_button", run: "click" },
        {
            trigger: ".o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "whoever is signed in signs under their own name",
            trigger: ".alert-success:contains(Signed by):not(:contains(Ann Client))",
        },
        { trigger: "img[alt^='Signature of']" },
    ],
});

/** A client questions a line, then looks at the statement and the notices. */
registry.category("web_tour.tours").add("prepaid_portal_question", {
    steps: () => [
        {
            trigger: "a:contains(Question this line)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "textarea[name=reason]", run: "edit Why so long?" },
        { trigger: "button:contains(Send)", run: "click", expectUnloadPage: true },
        {
            content: "the discussion, where the client can go on",
            trigger: "#discussion.o_portal_chatter, #discussion .o-mail-Chatter",
        },
        { trigger: ".badge:contains(Questioned)" },
        {
            trigger: ".breadcrumb a:contains(PH)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the line says so",
            trigger: "a.badge:contains(Questioned)",
        },
        { trigger: "a:contains(Statement)", run: "click", expectUnloadPage: true },
        {
            trigger: "a:contains(This year)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h1:contains(Statement)" },
    ],
});

/** The account manager gives part of a questioned line back. */
registry.category("web_tour.tours").add("prepaid_answer_question", {
    steps: () => [
        { trigger: "button:contains(Correct)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=method] input[data-value=credit]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=quantity] input",
            run: "edit 0:10",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit You are right",
        },
        { trigger: ".modal footer button.btn-primary", run: "click" },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains(Corrected)",
        },
    ],
});

/** A client sees the balance and pays the refill that waits: two clicks from the list. */
registry.category("web_tour.tours").add("prepaid_portal_pay", {
    steps: () => [
        { content: "low, and what waits beside it", trigger: ".o_prepaid_card:contains(1 h 40)" },
        {
            content: "click 1",
            trigger: "a:contains(Pay the top-up: $ 1,000.00)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Odoo's own dialog, with its test card",
            trigger: "#pay_with.show input[name=customer_input]",
            run: "edit 4242",
        },
        {
            content: "click 2",
            trigger: "#pay_with.show button[name=o_payment_submit_button]:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "paid", trigger: "#portal_pay, .o_portal_invoice_sidebar, #o_payment_status_alert" },
    ],
});

/** A client puts the refill off, folds a long text out, and is told of a lost session. */
registry.category("web_tour.tours").add("prepaid_portal_later", {
    steps: () => [
        {
            content: "a long text shows three lines",
            trigger: "button:contains(Show all of it)",
            run: "click",
        },
        { trigger: "button:contains(Show less of it)[aria-expanded=true]" },
        {
            trigger: "button:contains(Not now, remind me later)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "nothing asks for money any more",
            trigger: `${BALANCE}:contains(1 h 40)`,
            run() {
                if (document.querySelector(".o_prepaid_payment")) {
                    throw new Error("The refill was put off.");
                }
            },
        },
        {
            trigger: "a:contains(Question this line)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "textarea[name=reason]", run: "edit Why so long?" },
        {
            content: "the session ends elsewhere",
            trigger: "button:contains(Send)",
            run: async () => {
                await fetch("/web/session/logout");
            },
        },
        { trigger: "button:contains(Send)", run: "click" },
        { trigger: ".o_prepaid_ended:contains(You are signed out)" },
        {
            content: "what was written stays",
            trigger: "textarea[name=reason]:value(Why so long?)",
        },
    ],
});
