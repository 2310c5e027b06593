import { registry } from "@web/core/registry";

/** A client books a service: one click on it, one to book. */
registry.category("web_tour.tours").add("prepaid_service_book", {
    steps: () => [
        {
            content: "the cost, of what is there",
            trigger: ".list-group-item:contains(Review of a document):contains(45 min):contains(10 h)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "textarea[name=text]", run: "edit Read my contract" },
        {
            trigger: "button:contains(Book for 45 min)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h1:contains(Review of a document)" },
        { trigger: ".badge:contains(Requested)" },
        { trigger: "button:contains(Withdraw)" },
    ],
});

/** A technician delivers from the ticket. */
registry.category("web_tour.tours").add("prepaid_service_deliver", {
    steps: () => [
        {
            content: "what is set aside, on the ticket",
            trigger: "[name=prepaid_request]:contains(45 min set aside)",
        },
        { trigger: "button[name=action_prepaid_deliver]", run: "click" },
        { trigger: ".modal [name=minutes] input", run: "edit 20" },
        { trigger: ".modal [name=text] textarea", run: "edit Read it" },
        { trigger: ".modal button[name=action_answer]:contains(Deliver)", run: "click" },
        { trigger: "[name=prepaid_request]:contains(Delivered)" },
    ],
});
