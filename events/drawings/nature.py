"""Families that show what people study: sky, leaves, waves, cells, bonds."""

import math

from .shapes import HEIGHT, WIDTH, Dice, Role, Shape, arc, area, dot, line


def stars(dice: Dice) -> list[Shape]:
    """A star chart: circles of declination, hours fanning out, and constellations nobody has named."""
    x, y, shapes = dice.between(250, 950), dice.between(460, 560), list[Shape]()
    for radius in range(120, 1300, 110):
        shapes.append(line("soft", arc(x, y, radius, 0.5, 1, 36), 2))
    for hour in range(1, 24):
        turn = 0.5 + hour / 48
        ends = [arc(x, y, radius, turn, turn, 1)[0] for radius in (120, 1300)]
        shapes.append(line("soft", ends, 2 if hour % 2 else 1))
    shapes.append(line("accent", arc(x + dice.between(-90, 90), y - 60, dice.between(330, 420), 0.5, 1, 40), 4))
    for size in (1, 2, 3):  # the same sizes together: one path for all of them
        shapes += [dot("line", dice.between(0, WIDTH), dice.between(0, HEIGHT), size) for _ in range(38)]
    for start in (60, 340, 640, 900):
        shapes += constellation(dice, start + dice.between(0, 90))
    return [*shapes, *moon(dice)]


def constellation(dice: Dice, x: float) -> list[Shape]:
    """Five to seven stars wandering to the right, joined."""
    y, points = dice.between(120, 280), list[tuple[float, float]]()
    for _ in range(dice.whole(4, 6)):
        points.append((x, y))
        x, y = x + dice.between(28, 66), min(310, max(96, y + dice.between(-70, 70)))
    bright = dice.whole(0, len(points) - 1)
    dots = [dot("glow", px, py, 11) if i == bright else dot("line", px, py, 6) for i, (px, py) in enumerate(points)]
    return [line("line", points, 2), *dots]


def moon(dice: Dice) -> list[Shape]:
    """Waxing or waning, by a second disc in the colour of the sky."""
    x, y, shift = dice.between(120, 1080), dice.between(138, 170), dice.pick([-26, -18, 18, 26])
    return [dot("glow", x, y, 44), dot("sky", x + shift, y - 8, 40)]


def leaves(dice: Dice) -> list[Shape]:
    """Stems growing up and leaning over, leaves on both sides, here and there a berry."""
    shapes = [dot("deep", dice.between(200, 1000), dice.between(60, 200), dice.between(150, 230))]
    x = dice.between(-30, 20)
    while x < WIDTH + 30:
        shapes += stem(dice, x, dice.between(190, 370), dice.between(-90, 90))
        x += dice.between(72, 124)
    return shapes


def stem(dice: Dice, x: float, height: float, lean: float) -> list[Shape]:
    steps = 8
    spine = [(x + lean * (i / steps) ** 2, HEIGHT + 10 - height * i / steps) for i in range(steps + 1)]
    role: Role = dice.pick(["line", "soft", "line", "accent"])
    length, slim = dice.between(50, 88), dice.between(0.2, 0.42)
    shapes = [line("line", spine, 3)]
    for i, (px, py) in enumerate(spine[2:], start=2):
        side = 1 if i % 2 else -1
        size = length * (1.15 - i / (steps + 2))
        shapes += leaf(role, px, py, size, -0.25 + side * dice.between(0.1, 0.16), slim)
    tip = spine[-1]
    if dice.roll() < 0.4:
        return [*shapes, dot("glow", *tip, dice.whole(8, 14))]
    return [*shapes, leaf(role, *tip, length * 0.5, -0.25, slim)[0]]


def leaf(role: Role, x: float, y: float, size: float, turn: float, slim: float) -> list[Shape]:
    """A pointed leaf from its foot at (x, y), ``turn`` in turns, with a vein in the ground colour."""
    along = (math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn))

    def at(t: float, across: float) -> tuple[float, float]:
        return x + size * (t * along[0] - across * along[1]), y + size * (t * along[1] + across * along[0])

    edge = [(t / 5, slim * math.sin(math.pi * (t / 5) ** 0.8)) for t in range(6)]
    outline = [at(t, w) for t, w in edge] + [at(t, -w) for t, w in reversed(edge[1:-1])]
    return [area(role, outline), line("sky", [at(0.12, 0), at(0.8, 0)], 2)]


def waves(dice: Dice) -> list[Shape]:
    """Ridges of sound, the nearer ones hiding those behind, before a low sun."""
    sun, shapes = dice.between(200, 1000), list[Shape]()
    shapes.append(dot("glow", sun, dice.between(110, 150), dice.between(70, 96)))
    count, pitch = 13, 23
    for row in range(count):
        base = 120 + pitch * row
        crest = ridge(dice, base, dice.between(30, 74) * (0.6 + row / count))
        shapes += [area("sky" if row % 4 else "deep", [*crest, (WIDTH + 10, HEIGHT + 10), (-10, HEIGHT + 10)])]
        shapes.append(line("accent" if row % 5 == 2 else "line", crest, 3))
    return shapes


def ridge(dice: Dice, base: float, height: float) -> list[tuple[float, float]]:
    """A line along the width that swells where its three waves agree."""
    parts = [(dice.between(0.004, 0.03), dice.between(0, 6.3)) for _ in range(3)]
    centre, breadth = dice.between(250, 950), dice.between(160, 340)

    def lift(x: float) -> float:
        swell = math.exp(-(((x - centre) / breadth) ** 2))
        return height * swell * abs(sum(math.sin(f * x + p) for f, p in parts)) / 1.6

    return [(x, base - lift(x) + 2 * math.sin(x * parts[0][0] * 2)) for x in range(-10, WIDTH + 30, 20)]


def cells(dice: Dice) -> list[Shape]:
    """Under the microscope: cells that keep clear of each other, each with its nucleus."""
    placed: list[tuple[float, float, float]] = []
    for _ in range(700):
        x, y, r = dice.between(0, WIDTH), dice.between(0, HEIGHT), dice.between(24, 92)
        room = min((math.hypot(x - a, y - b) - c for a, b, c in placed), default=90.0) - 5
        if room > 19:
            placed.append((x, y, min(r, room)))
    shapes: list[Shape] = []
    for x, y, r in placed:
        shapes += cell(dice, x, y, r)
    return shapes


def cell(dice: Dice, x: float, y: float, r: float) -> list[Shape]:
    """A wall (wobbling, when there is room for it) around a nucleus; one in eight glows."""
    role: Role = dice.pick(["deep", "deep", "soft", "sky"])
    core: Role = "glow" if dice.roll() < 0.16 else dice.pick(["line", "line", "accent"])
    off, inner = r * 0.2, r * dice.between(0.22, 0.38)
    nucleus = dot(core, x + dice.between(-off, off), y + dice.between(-off, off), inner)
    if r < 44:
        return [dot("line", x, y, r), dot(role, x, y, r - 3), nucleus]
    phase, lobes = dice.between(0, 6.3), dice.whole(3, 4)
    turns = (2 * math.pi * i / 20 for i in range(21))
    wall = [polar(x, y, r * (0.95 + 0.05 * math.sin(lobes * turn + phase)), turn) for turn in turns]
    return [area(role, wall), line("line", wall, 3), nucleus]


def polar(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def lattice(dice: Dice) -> list[Shape]:
    """Who knows whom: points on a loose grid, joined to their neighbours, a few of them lit."""
    columns, rows = 11, 4
    points = {
        (c, r): (c * 116 + 20 + (58 if r % 2 else 0) + dice.between(-26, 26), r * 104 + 44 + dice.between(-24, 24))
        for c in range(columns)
        for r in range(rows)
    }
    shapes: list[Shape] = []
    for (c, r), here in points.items():
        near = [points[n] for n in ((c + 1, r), (c, r + 1), (c + (1 if r % 2 else -1), r + 1)) if n in points]
        joined = [there for there in near if dice.roll() < 0.74]
        shapes += [line(dice.pick(["soft", "soft", "line"]), [here, there], dice.pick([2, 2, 4])) for there in joined]
    for x, y in points.values():
        radius = dice.pick([7, 9, 12, 18, 26])
        role: Role = "glow" if dice.roll() < 0.12 else dice.pick(["line", "line", "accent", "deep"])
        shapes += [dot("line", x, y, radius + 3), dot(role, x, y, radius)]
    return shapes
