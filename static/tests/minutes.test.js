import { describe, expect, test } from "@odoo/hoot";
import {
    formatMinutes,
    parseHours,
    parseMinutes,
} from "@sale_timesheet_prepaid/prepaid_quantity_field/minutes";

describe.current.tags("headless");

test("minutes read as hours and minutes", () => {
    expect(formatMinutes(216)).toBe("3 h 36");
    expect(formatMinutes(600)).toBe("10 h");
    expect(formatMinutes(45)).toBe("45 min");
    expect(formatMinutes(0)).toBe("0 min");
    expect(formatMinutes(65)).toBe("1 h 05");
    expect(formatMinutes(-65)).toBe("-1 h 05");
    expect(formatMinutes(-5)).toBe("-5 min");
    expect(formatMinutes(119.999999)).toBe("2 h");
});

test("every usual way to write a duration is understood", () => {
    const written = {
        "10h": 600,
        "10 h": 600,
        "10 h 30": 630,
        "10h30": 630,
        "10 h 05 min": 605,
        "10H 5m": 605,
        "1:30": 90,
        "0:05": 5,
        "90 min": 90,
        "90m": 90,
        90: 90,
        "1.5h": 90,
        "1,5 h": 90,
        "0.25 h": 15,
        "-1 h 05": -65,
        "\u22121 h 01": -61,
        "1\u202fh\u00a030": 90,
        "1 h 5": 65,
        "1 heure 30": 90,
        "0:44:30": 45,
        "": 0,
        "0": 0,
    };
    for (const [text, minutes] of Object.entries(written)) {
        expect(parseMinutes(text)).toBe(minutes, { message: `"${text}"` });
    }
});

test("in a field of hours a bare number is hours", () => {
    const written = { 10: 600, " 1.5 ": 90, "0,25": 15, "-2": -120, "10 min": 10, "1:30": 90 };
    for (const [text, minutes] of Object.entries(written)) {
        expect(parseHours(text)).toBe(minutes, { message: `"${text}"` });
    }
    expect(parseHours("10000")).toBe(600000);
    expect(() => parseHours("10001")).toThrow(/more than 10000 hours/);
});

test("what is written can be read again", () => {
    const wrong = [];
    for (let minutes = -3000; minutes <= 3000; minutes++) {
        if (parseMinutes(formatMinutes(minutes)) !== minutes) {
            wrong.push(minutes);
        }
    }
    expect(wrong).toEqual([]);
    expect(parseMinutes(formatMinutes(1e9))).toBe(1e9);
    expect(formatMinutes(-0.4)).toBe("0 min");
});

test("what is no duration is refused", () => {
    for (const text of ["ten", "10 x", "1:75", "1:5", "10 h 75", "1.5 h 10", "1.5", "9".repeat(40)]) {
        expect(() => parseMinutes(text)).toThrow();
    }
});
