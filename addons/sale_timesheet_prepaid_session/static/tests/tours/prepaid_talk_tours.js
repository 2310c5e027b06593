import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = "/prepaid/talk/small-questions";

const chooseTime = () => [
    {
        content: "half an hour",
        trigger: `.o_prepaid_talk_card a[href*="minutes=30"]`,
        run: "click",
        expectUnloadPage: true,
    },
    {
        content: "times of the zone that was chosen",
        trigger: "#talk_tz",
        run: "select Pacific/Auckland",
        expectUnloadPage: true,
    },
    { trigger: "#talk_tz:value(Pacific/Auckland)" },
    {
        content: "the first time",
        trigger: ".o_prepaid_talk_slot:eq(0)",
        run: "click",
        expectUnloadPage: true,
    },
    { trigger: ".o_prepaid_talk_form:contains(book as), #talk_name" },
];

/** A visitor reads, chooses, accepts, and has the amount held. */
tours.add("prepaid_talk_visitor", {
    url: PAGE,
    steps: () => [
        { trigger: ".o_prepaid_talk_price:contains(1.73)" },
        ...chooseTime(),
        { trigger: "#talk_name", run: "edit Vera" },
        { trigger: "#talk_email", run: "edit vera@example.com" },
        { trigger: "#talk_subject", run: "edit My question" },
        { trigger: "#talk_agree", run: "check" },
        {
            trigger: ".o_prepaid_talk_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_prepaid_talk:contains(43.13)" },
        {
            content: "the form of the demo provider",
            trigger: "input[name=customer_input]",
            run: "edit 4242",
        },
        {
            trigger: "button[name=o_payment_submit_button]:enabled:contains(Hold the amount)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "held", trigger: "body:not(:has(.o_payment_form))", timeout: 30000 },
    ],
});

/** A client with credit books: a time, and yes. */
tours.add("prepaid_talk_client", {
    url: PAGE,
    steps: () => [
        { trigger: ".o_prepaid_talk_card:contains(of your credit)" },
        ...chooseTime(),
        {
            trigger: ".o_prepaid_talk_form button:contains(book)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "body:not(:has(.o_prepaid_talk_form))" },
    ],
});

/** A consultant goes on duty, and off again. */
tours.add("prepaid_talk_duty", {
    steps: () => [
        { trigger: ".o_prepaid_duty[aria-pressed=false]", run: "click" },
        { trigger: ".o_prepaid_duty[aria-pressed=true]:contains(On duty)", run: "click" },
        { trigger: ".o_prepaid_duty[aria-pressed=false]" },
    ],
});
