import { registry } from "@web/core/registry";

const LOGGED = ".o_notification:contains(Time logged)";

const tours = registry.category("web_tour.tours");

/** Log 12 minutes in the chatter, after a first try without duration. */
tours.add("prepaid_quick_log", {
    steps: () => [
        { trigger: ".o_prepaid_log_time", run: "click" },
        { trigger: ".o_prepaid_quick_log input", run: "edit phone password" },
        { trigger: ".o_prepaid_quick_log_problem:contains(Begin with the duration)" },
        { trigger: ".o_prepaid_quick_log input", run: "edit 12m phone password" },
        { trigger: ".o_prepaid_quick_log_feedback:contains(draws 12 min)" },
        { trigger: ".o_prepaid_quick_log input", run: "press Enter" },
        { trigger: `${LOGGED}:contains(12 min)` },
        {
            content: "a mistake is undone",
            trigger: ".o_notification button:contains(Undo)",
            run: "click",
        },
        { trigger: ".o_notification:contains(Nothing was logged)" },
        { content: "the balance is back", trigger: ".o_form_view:contains(10 h)" },
        { trigger: ".o_prepaid_log_time", run: "click" },
        {
            trigger: ".o_prepaid_quick_log input",
            run: "edit 12m phone goodwill password",
        },
        {
            content: "a chip is clicked off: the word stays in the text",
            trigger: ".o_prepaid_quick_log_chip:contains(Goodwill) .oi-close",
            run: "click",
        },
        {
            trigger:
                ".o_prepaid_quick_log_feedback:contains(draws 12 min):contains(goodwill password)",
        },
        { trigger: ".o_prepaid_quick_log input", run: "edit 26h phone goodwill password" },
        { trigger: ".o_prepaid_quick_log_doubts:contains(more than 24 hours)" },
        { trigger: ".o_prepaid_quick_log input", run: "press Enter" },
        { trigger: ".o_prepaid_quick_log_doubts:contains(Press Enter again)" },
        { trigger: ".o_prepaid_quick_log input", run: "edit 12m phone password" },
        { trigger: "body:not(:has(.o_prepaid_quick_log_doubts))" },
        { trigger: ".o_prepaid_quick_log input", run: "press Enter" },
        { trigger: `${LOGGED}:contains(12 min)` },
        { trigger: "body:not(:has(.o_prepaid_quick_log))" },
        { content: "the balance after", trigger: ".o_form_view:contains(9 h 48)" },
    ],
});

/** A client's question is support: one click, then a chip that tells it. */
tours.add("prepaid_classify", {
    steps: () => [
        {
            trigger: ".o-mail-Message:contains(Which printer) .o_prepaid_classify_support",
            run: "click",
        },
        { trigger: ".o-mail-Message .o_prepaid_message_chip:contains(Support – included)" },
        {
            content: "the class is there after a reload",
            trigger: "body:not(:has(.o_prepaid_classify_support))",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        { trigger: ".o-mail-Message .o_prepaid_message_chip[title]:contains(Support)" },
    ],
});
