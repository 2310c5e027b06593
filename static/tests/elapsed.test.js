import { describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import {
    formatElapsed,
    getElapsed,
    getLevel,
    LEVELS,
} from "@sale_timesheet_prepaid/prepaid_meter/elapsed";

describe.current.tags("headless");

test("seconds read as a clock", () => {
    expect(formatElapsed(0)).toBe("0:00:00");
    expect(formatElapsed(7.9)).toBe("0:00:07");
    expect(formatElapsed(3599)).toBe("0:59:59");
    expect(formatElapsed(45296)).toBe("12:34:56");
    expect(formatElapsed(360000)).toBe("100:00:00");
    expect(formatElapsed(-3)).toBe("0:00:00");
});

test("a running meter counts on from what the server said", () => {
    const meter = { state: "running", seconds: 100 };
    expect(getElapsed(meter, 5000, 5000)).toBe(100);
    expect(getElapsed(meter, 5000, 7999)).toBe(102);
});

test("a paused meter stands still, and no meter is nothing", () => {
    expect(getElapsed({ state: "paused", seconds: 100 }, 0, 90000)).toBe(100);
    expect(getElapsed(false, 0, 90000)).toBe(0);
});

test("a clock never runs backwards", () => {
    expect(getElapsed({ state: "running", seconds: 100 }, 9000, 5000)).toBe(100);
});

test("the worst of the credit decides the level", () => {
    expect(getLevel(false)).toBe("none");
    expect(getLevel({ level: "none", is_refused: false })).toBe("none");
    expect(getLevel({ level: "low", is_refused: false })).toBe("low");
    expect(getLevel({ level: "used_up", is_refused: false })).toBe("used_up");
    expect(getLevel({ level: "overdrawn", is_refused: false })).toBe("overdrawn");
    expect(getLevel({ level: "low", is_refused: true })).toBe("refused");
});

test("each level that warns has a colour, an icon and words of its own", () => {
    allowTranslations();
    const warnings = ["low", "used_up", "overdrawn", "refused"].map((level) => LEVELS[level]);
    expect(new Set(warnings.map(({ icon }) => icon)).size).toBe(4);
    expect(new Set(warnings.map(({ label }) => String(label()))).size).toBe(4);
    expect(warnings.every(({ badge }) => Boolean(badge))).toBe(true);
});
