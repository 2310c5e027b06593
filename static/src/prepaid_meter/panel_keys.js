import { hasTouch } from "@web/core/browser/feature_detection";
import { getFirstAndLastTabableElements } from "@web/core/ui/ui_service";
import { useChildRef, useService } from "@web/core/utils/hooks";

/** Keys by which Odoo's menus walk their items; here they are the fields' own. */
const MENU_KEYS = "enter home end arrowdown arrowup arrowleft arrowright".split(" ");

/**
 * Let the keyboard work in a Dropdown that holds fields and buttons, not menu items.
 *
 * Opening puts the focus on what is marked ``data-first-focus``, else on the first
 * field or button. Tab goes round within, and enters from outside; Escape closes.
 *
 * @returns {{menuRef: Function, navigationOptions: Object, onOpened: Function}} props
 */
export function usePanelKeys() {
    const menuRef = useChildRef();
    const ui = useService("ui");
    const getEnds = () => getFirstAndLastTabableElements(menuRef.el);
    const goRound = (from, to) => ({
        bypassEditableProtection: true,
        isAvailable: ({ target }) =>
            // A dialog above the panel has a round of its own.
            ui.activeElement.contains(menuRef.el) &&
            (!menuRef.el.contains(target) || target === getEnds()[from]),
        callback: () => getEnds()[to]?.focus(),
    });
    const unused = Object.fromEntries(MENU_KEYS.map((key) => [key, false]));
    return {
        menuRef,
        navigationOptions: {
            hotkeys: { ...unused, tab: goRound(1, 0), "shift+tab": goRound(0, 1) },
        },
        onOpened() {
            // On a phone the keyboard on screen would cover the panel.
            if (!hasTouch()) {
                const first = menuRef.el.querySelector("[data-first-focus]");
                (first || getEnds()[0])?.focus();
            }
        },
    };
}
