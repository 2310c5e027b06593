import { patch } from "@web/core/utils/patch";
import { ActionHelper } from "@web/views/action_helper";

/** "Nothing found" is not "nothing yet": with filters on, an empty view says so. */
patch(ActionHelper.prototype, {
    get isPrepaidFiltered() {
        const search = this.env.searchModel;
        return Boolean(
            search?.resModel?.startsWith("prepaid.") &&
                search.facets.some((facet) => facet.type !== "groupBy"),
        );
    },

    clearPrepaidFilters() {
        this.env.searchModel.clearQuery();
    },
});
