import { BaseImportModel } from "@base_import/import_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/**
 * Odoo takes each message of an import for an error, and says that the file has errors
 * after its rows were imported: they would be imported twice.
 */
patch(BaseImportModel.prototype, {
    async _callImport(dryrun) {
        const result = await super._callImport(...arguments);
        const { ids, messages } = result;
        const doubts = ids && messages ? messages.filter((each) => each.is_doubt) : [];
        if (doubts.length) {
            result.messages = messages.filter((each) => !each.is_doubt);
            this.tellPrepaidDoubts(doubts, dryrun);
        }
        return result;
    },

    /** A test shows what is unusual above the file; an import has left the file. */
    tellPrepaidDoubts(doubts, isTest) {
        const { skip } = this.importOptions;
        const lines = doubts.map(({ message, record }) =>
            _t("Row %(row)s: %(doubt)s", { row: skip + record + 1, doubt: message })
        );
        if (isTest) {
            this._addMessage("warning", [_t("Is this right?"), ...lines]);
        } else {
            this.env.services.notification.add(lines.join("\n"), {
                title: _t("Imported, please check"),
                type: "warning",
                sticky: true,
            });
        }
    },
});
