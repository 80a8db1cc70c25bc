# rounds.tsv of scripts/benchmark-nation as a picture: time, memory and database against the number of sources, both axes in
# powers of ten, so that what grows in proportion is a straight line at 45 degrees.
#   plot.py rounds.tsv >nation.svg
import math
import sys

NAMES = "sources entries bytes xmllint alone night plan push quiet peak size".split()
rounds = [dict(zip(NAMES, map(float, line.split("\t")))) for line in open(sys.argv[1])]
rounds.sort(key=lambda round: round["sources"])
PANELS = [
    ("seconds", [("read+plan", "night"), ("unchanged night", "quiet"), ("push", "push"), ("xmllint alone", "xmllint")], 1),
    ("megabytes", [("peak memory", "peak"), ("database", "size")], None),
]
COLOURS = ["#0b5563", "#b02a37", "#1b7f3b", "#8a6100"]
WIDTH, HEIGHT, LEFT, TOP = 330, 260, 62, 34


def value(round, key):
    return {"peak": round["peak"] / 1e3, "size": round["size"] / 1e6}.get(key, round.get(key))


def place(number, low, high, length):
    return length * (math.log10(number) - low) / (high - low)


out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 350" font-family="sans-serif" font-size="12">',
       '<rect width="840" height="350" fill="#ffffff"/>']
for index, (unit, lines, _) in enumerate(PANELS):
    x0 = LEFT + index * 420
    numbers = [value(round, key) for round in rounds for _, key in lines]
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    out.append(f'<text x="{x0}" y="20" font-weight="bold">{unit}</text>')
    for power in range(low, high + 1):
        y = TOP + HEIGHT - place(10**power, low, high, HEIGHT)
        out.append(f'<path d="M{x0} {y:.1f}h{WIDTH}" stroke="#dddddd"/>')
        out.append(f'<text x="{x0 - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    last = math.log10(max(round["sources"] for round in rounds)) or 1
    for round in rounds:
        x = x0 + place(round["sources"], 0, last, WIDTH)
        out.append(f'<text x="{x:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{round["sources"]:g}</text>')
    for colour, (name, key) in zip(COLOURS, lines):
        points = [(x0 + place(round["sources"], 0, last, WIDTH), TOP + HEIGHT - place(value(round, key), low, high, HEIGHT))
                  for round in rounds]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                   + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
        for x, y in points:
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
    for row, (colour, (name, _)) in enumerate(zip(COLOURS, lines)):
        y = TOP + 12 + row * 16
        out.append(f'<rect x="{x0 + 10}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
        out.append(f'<text x="{x0 + 26}" y="{y}">{name}</text>')
    out.append(f'<text x="{x0 + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">sources (486 citizens each)</text>')
out.append("</svg>")
print("\n".join(out))
