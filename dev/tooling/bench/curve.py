"""Curves of a figure over its sizes, as SVG: both axes are logarithmic."""

from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 64, 40, 36, 110
COLOURS = {"ours": "#714b67", "odoo": "#21b799", "floor": "#999999"}
NAMES = {"ours": "Prepaid Hours", "odoo": "Odoo's own", "floor": "bare SQL"}


def draw(title, results):
    """Return the curves of the results of one figure (text of SVG)."""
    lines = {
        name: [
            (max(result["size"], 1), result[name]["median"])
            for result in results
            if (result.get(name) or {}).get("median")
        ]
        for name in COLOURS
    }
    points = [point for line in lines.values() for point in line]
    if not points:
        return ""
    across = Scale([x for x, _y in points], LEFT, WIDTH - RIGHT)
    up = Scale([y for _x, y in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-weight="bold">{escape(title)}, ms</text>',
        *(_draw_tick(across.place(x), HEIGHT - 16, "middle", x) for x in across.ticks),
        *(_draw_rule(up.place(y)) for y in up.ticks),
        *(_draw_tick(LEFT - 6, up.place(y) + 4, "end", y) for y in up.ticks),
        *(_draw_line(name, line, across, up) for name, line in lines.items() if line),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class Scale:
    """Where a number stands on an axis from one pixel to another."""

    def __init__(self, numbers, start, end):
        low, high = log10(min(numbers)), log10(max(numbers))
        first, last = int(low // 1), int(-(-high // 1))
        self.ticks = [10**power for power in range(first, max(last, first + 1) + 1)]
        self.low, self.span = first, max(last - first, 1)
        self.start, self.end = start, end

    def place(self, number):
        part = (log10(number) - self.low) / self.span
        return round(self.start + part * (self.end - self.start), 1)


def _draw_rule(y):
    return f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#dddddd"/>'


def _draw_tick(x, y, anchor, number):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{number:,g}</text>'


def _draw_line(name, line, across, up):
    places = [(across.place(x), up.place(y)) for x, y in line]
    path = "L".join(f"{x} {y}" for x, y in places)
    x, y = places[-1]
    return (
        f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>'
        + "".join(
            f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[name]}"/>'
            for x, y in places
        )
        + f'<text x="{x + 8}" y="{y + 4}" fill="{COLOURS[name]}">{NAMES[name]}</text>'
    )
