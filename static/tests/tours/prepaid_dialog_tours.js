import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CREDIT = ".modal .o_field_widget[name=credit]";

/** Open a dialog of the contract. */
function open(name) {
    return [
        { trigger: `.o_form_statusbar button:contains(${name})`, run: "click" },
        { trigger: ".modal .o_form_view" },
    ];
}

/** Who closes a contract sees what is left, and says what becomes of it. */
tours.add("prepaid_close_with_credit", {
    steps: () => [
        ...open("Close Contract…"),
        { trigger: `${CREDIT}:contains(9 h 10)` },
        { content: "nothing is lost by itself", trigger: ".modal :contains(stays until)" },
        { trigger: ".modal .o_radio_item:contains(xpire) input", run: "click" },
        { trigger: ".modal :contains(becomes earned)" },
        { trigger: ".modal [name=reason] input", run: "edit They move on" },
        { trigger: ".modal button:contains(Close the Contract)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Closed)" },
    ],
});

/** Without a second contract the dialog offers a new one, and says what both have. */
tours.add("prepaid_transfer_to_new", {
    steps: () => [
        ...open("Transfer…"),
        { trigger: ".modal [name=new_partner_id] input:value(Azure)" },
        { trigger: ".modal [name=quantity] input", run: "edit 2:30" },
        { trigger: ".modal [name=reason] input", run: "edit A second site" },
        { trigger: ".modal [name=balance_after]:contains(6 h 40)" },
        { trigger: ".modal [name=target_after]:contains(2 h 30)" },
        { trigger: ".modal button:contains(Transfer)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});

/** The agreement is read, with its recipient, before it goes. */
tours.add("prepaid_agreement_preview", {
    steps: () => [
        ...open("Send Agreement…"),
        { trigger: ".modal [name=recipient_text]:contains(azure@example.com)" },
        { trigger: ".modal [name=body]:contains(PH)" },
        { trigger: ".modal button:contains(Do Not Send)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
        ...open("Send Agreement…"),
        { trigger: ".modal button:contains(Send to Sign)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
