import { onWillStart } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { ActionHelper } from "@web/views/action_helper";

/**
 * "Nothing found" is not "nothing yet": an empty view with filters on says so, if there
 * is anything outside of them.
 */
patch(ActionHelper.prototype, {
    setup() {
        super.setup(...arguments);
        const search = this.env.searchModel;
        this.prepaidHidden = 0;
        if (search?.resModel?.startsWith("prepaid.")) {
            const orm = useService("orm");
            onWillStart(async () => {
                this.prepaidHidden = await orm.searchCount(
                    search.resModel,
                    search.globalDomain,
                    { limit: 1 },
                );
            });
        }
    },

    get isPrepaidFiltered() {
        const facets = this.env.searchModel?.facets || [];
        return this.prepaidHidden > 0 && facets.some(({ type }) => type !== "groupBy");
    },

    clearPrepaidFilters() {
        this.env.searchModel.clearQuery();
    },
});
