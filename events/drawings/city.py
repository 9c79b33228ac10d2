"""Families that show what people made: houses along a canal, arches, letters."""

from .shapes import HEIGHT, WIDTH, Dice, Role, Shape, arc, area, box, dot, line

QUAY = 272


def canals(dice: Dice) -> list[Shape]:
    """Gabled houses, some windows lit, a bridge, and all of it broken up in the water."""
    moon: Role = "glow" if dice.roll() < 0.5 else "soft"
    shapes = [
        box("deep", 0, QUAY, WIDTH, HEIGHT - QUAY),
        dot(moon, dice.between(90, 1100), dice.between(104, 120), 24),
    ]
    x, lights = -dice.whole(0, 40), list[float]()
    while x < WIDTH:
        width = dice.whole(64, 112)
        house, lit = gabled_house(dice, x, width)
        shapes += house
        lights += lit
        x += width
    return [*shapes, *water(dice, lights), *bridge(dice)]


def gabled_house(dice: Dice, x: int, width: int) -> tuple[list[Shape], list[float]]:
    """One house standing on the quay, and where its lit windows are."""
    eaves = QUAY - dice.whole(86, 126)
    outline = [(x, QUAY), (x, eaves), *gable(dice, x, width, eaves), (x + width, eaves), (x + width, QUAY)]
    shapes = [area(dice.pick(["soft", "deep", "deep", "accent"]), outline), line("line", outline, 3)]
    lit: list[float] = []
    columns = 3 if width > 84 else 2
    pitch = width / (columns + 0.6)
    for row in range(int((QUAY - eaves - 46) / 38) + 1):
        for column in range(columns):
            left, top = x + pitch * (column + 0.45), eaves + 12 + 38 * row
            role: Role = "glow" if dice.roll() < 0.34 else "shade"
            shapes.append(box(role, left, top, pitch * 0.55, 22))
            lit += [left + pitch * 0.28] if role == "glow" else []
    shapes.append(box("shade", x + width * dice.pick([0.15, 0.4, 0.62]), QUAY - 30, 16, 30))
    return shapes, lit


def gable(dice: Dice, x: int, width: int, eaves: int) -> list[tuple[float, float]]:
    """The top between the eaves: stepped, spout, bell or plain."""
    middle, rise = x + width / 2, dice.whole(30, 48)
    form = dice.pick(["steps", "steps", "spout", "bell", "plain"])
    if form == "steps":
        left = [(x + width / 2 * i / 4, eaves - rise * (i + k) / 4) for i in range(4) for k in (0, 1)]
        return [*left, *((2 * middle - px, py) for px, py in reversed(left))]
    if form == "spout":
        top = eaves - rise
        return [(middle - 9, top), (middle - 9, top - 10), (middle + 9, top - 10), (middle + 9, top)]
    if form == "bell":
        curve, shoulder = arc(middle, eaves - rise * 0.7, width * 0.2, 0.5, 1, 10), eaves - rise * 0.45
        return [(x + width * 0.18, shoulder), *curve, (x + width * 0.82, shoulder)]
    return [(x - 3, eaves), (x - 3, eaves - 8), (x + width + 3, eaves - 8), (x + width + 3, eaves)]


def water(dice: Dice, lights: list[float]) -> list[Shape]:
    """The quay, ripples, and under each lit window a trail of light."""
    shapes = [line("line", [(0, QUAY), (WIDTH, QUAY)], 5)]
    for _ in range(46):
        x, y = dice.between(0, WIDTH), dice.between(QUAY + 14, HEIGHT - 8)
        shapes.append(line("soft", [(x, y), (x + dice.between(24, 90), y)], 2))
    for x in lights[::2]:
        for step in range(dice.whole(2, 4)):
            half = 9 - 2 * step
            shapes.append(line("glow", [(x - half, QUAY + 16 + 20 * step), (x + half, QUAY + 16 + 20 * step)], 4))
    return shapes


def bridge(dice: Dice) -> list[Shape]:
    """A low stone bridge in front, one to three arches."""
    arches_, span = dice.whole(1, 3), 118
    left = dice.between(60, WIDTH - 60 - arches_ * span)
    right, deck, foot = left + arches_ * span, QUAY + 26, HEIGHT - 18
    crown = arc((left + right) / 2, deck + 470, 500, 0.6885, 0.8115, 20)
    ratio = (right - left + 120) / (crown[-1][0] - crown[0][0])
    top = [((px - (left + right) / 2) * ratio + (left + right) / 2, py) for px, py in crown]
    shapes = [area("sky", [*top, (right + 60, foot), (left - 60, foot)]), line("line", top, 6)]
    for i in range(arches_):
        centre = left + span * (i + 0.5)
        opening = arc(centre, foot, 46, 0.5, 1, 16)
        inside = [(centre + (px - centre) * 0.86, foot + (py - foot) * 0.86) for px, py in opening]
        shapes += [area("line", opening), area("deep", inside)]
    posts = [top[i] for i in range(1, len(top), 3)]
    shapes += [line("line", [(px, py), (px, py - 20)], 3) for px, py in posts]
    lamps = [dot("glow", px, py - 32, 8) for px, py in (posts[0], posts[-1])]
    return [*shapes, line("line", [(px, py - 20) for px, py in posts], 3), *lamps]


def arches(dice: Dice) -> list[Shape]:
    """A row of vaults, one inside the other, with light at the end of one of them."""
    count = dice.whole(4, 6)
    pitch, lit = WIDTH / count, dice.whole(0, count - 1)
    shapes: list[Shape] = []
    for i in range(count):
        centre, depth = pitch * (i + 0.5), dice.whole(4, 6)
        for ring in range(depth):
            radius = pitch * 0.47 * (1 - ring / (depth + 0.6))
            spring = 200 + 10 * ring
            door = [(centre - radius, HEIGHT), *arc(centre, spring, radius, 0.5, 1, 20), (centre + radius, HEIGHT)]
            last = ring == depth - 1
            role: Role = ("glow" if i == lit else "shade") if last else ("deep" if ring % 2 == 0 else "sky")
            shapes += [area(role, door), line("accent" if ring == 1 else "line", door, 3)]
    floor = [line("soft", [(dice.between(0, WIDTH), 388), (dice.between(0, WIDTH), 388)], 2) for _ in range(3)]
    return [*shapes, *floor, line("line", [(0, HEIGHT - 3), (WIDTH, HEIGHT - 3)], 6)]


def letters(dice: Dice) -> list[Shape]:
    """A compositor's case: pieces of letters on a grid, none of them readable, all of them type."""
    size, shapes = 100, list[Shape]()
    for row in range(HEIGHT // size):
        for column in range(WIDTH // size):
            x, y = column * size, row * size
            ground: Role = dice.pick(["sky", "deep", "sky", "soft"])
            ink: Role = "glow" if dice.roll() < 0.12 else dice.pick(["shade", "line", "accent", "line"])
            shapes.append(box(ground, x, y, size, size))
            shapes += piece(dice, ink, ground, x, y, size)
    return shapes


def piece(dice: Dice, ink: Role, ground: Role, x: int, y: int, size: int) -> list[Shape]:
    """A stem, bowl, counter, diagonal, dot or bar in one cell."""
    form, middle = dice.whole(0, 6), size / 2
    corner = dice.pick([(x, y, 0.0), (x + size, y, 0.25), (x + size, y + size, 0.5), (x, y + size, 0.75)])
    cx, cy, turn = corner
    if form == 0:
        return [area(ink, [(cx, cy), *arc(cx, cy, size, turn, turn + 0.25, 14)])]
    if form == 1:
        outer, inner = (arc(cx, cy, size * part, turn, turn + 0.25, 14) for part in (1, 0.45))
        return [area(ink, [(cx, cy), *outer]), area(ground, [(cx, cy), *inner])]
    if form == 2:
        return [dot(ink, x + middle, y + middle, size * 0.42), dot(ground, x + middle, y + middle, size * 0.17)]
    if form == 3:
        return [box(ink, x + dice.pick([0, 34, 68]), y, 32, size)]
    if form == 4:
        return [area(ink, [(x, y + size), (x + middle, y), (x + size, y + size)])]
    if form == 5:
        return [box(ink, x, y + dice.pick([0, 34, 68]), size, 32)]
    return []
