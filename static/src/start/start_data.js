import { onWillStart, useState } from "@odoo/owl";
import { RPCError } from "@web/core/network/rpc";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";

/**
 * Read a part of the start page. The page does not wait for it: it shows that it loads,
 * or that it could not be read, and can be read again.
 *
 * @param {string} method of prepaid.start
 * @param {() => Array} getArgs
 * @param {boolean} isAtOnce false: it is read when `load` is called
 */
export function useStartData(method, getArgs = () => [], isAtOnce = true) {
    const orm = useService("orm");
    const keepLast = new KeepLast();
    const state = useState({ data: null, isFailed: false, isLoading: false });

    async function load() {
        Object.assign(state, { isFailed: false, isLoading: true });
        try {
            const call = orm.silent.call("prepaid.start", method, getArgs());
            state.data = await keepLast.add(call);
        } catch (error) {
            state.isFailed = true;
            if (!(error instanceof RPCError)) {
                throw error;
            }
        } finally {
            state.isLoading = false;
        }
        return state.data;
    }

    state.load = load;
    onWillStart(() => {
        if (isAtOnce) {
            load();
        }
    });
    return state;
}
