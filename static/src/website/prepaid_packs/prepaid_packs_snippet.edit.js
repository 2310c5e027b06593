import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { PrepaidPacksSnippet } from "./prepaid_packs_snippet";

/** In the editor an empty block says what it waits for. */
const PrepaidPacksSnippetEdit = (I) =>
    class extends I {
        showEmpty(content) {
            const hint = document.createElement("div");
            hint.className = "alert alert-info mb-0";
            hint.textContent = _t("Choose a published plan in the panel on the right.");
            this.insert(hint, content);
        }
    };

registry.category("public.interactions.edit").add("sale_timesheet_prepaid.packs_snippet", {
    Interaction: PrepaidPacksSnippet,
    mixin: PrepaidPacksSnippetEdit,
});
