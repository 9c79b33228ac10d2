"""Shapes as a small SVG (for pages) and as a PNG (for mail, which shows no SVG)."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import combinations, groupby

from PIL import Image, ImageColor, ImageDraw

from .shapes import HEIGHT, WIDTH, Shape

Colours = Mapping[str, str]  # by role, each #rrggbb

FRAME = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
SMOOTH = 2  # drawn twice as large and scaled down: Pillow has no smooth lines of its own


def to_svg(shapes: Iterable[Shape], own: tuple[Colours, Colours] | None = None) -> str:
    """One path per run of equal style. A page's stylesheet colours it, or its ``own`` colours: light and dark."""
    head = f'<svg class="drawing" {FRAME} preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
    if own:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {FRAME}><style>{own_style(*own)}</style>'
    runs = groupby(shapes, key=lambda shape: (shape.form, shape.role, shape.size))
    return head + "".join(path(form, role, size, list(run)) for (form, role, size), run in runs) + "</svg>"


def path(form: str, role: str, size: int, shapes: list[Shape]) -> str:
    """Discs are lines without length and with round ends: a fifth of the bytes of two arcs."""
    if form == "area":
        return f'<path class="d-{role}" d="{"".join(outline(shape) for shape in shapes)}"/>'
    if form == "line":
        return f'<path class="l-{role}" stroke-width="{size}" d="{"".join(outline(shape) for shape in shapes)}"/>'
    spots = "".join(f"M{x} {y}h0" for x, y in (shape.points[0] for shape in shapes))
    return f'<path class="l-{role}" stroke-width="{2 * size}" d="{spots}"/>'


def outline(shape: Shape) -> str:
    """Relative steps are shorter than places."""
    (x, y), *rest = shape.points
    steps = [f"M{x} {y}"]
    for following in rest:
        dx, dy = following[0] - x, following[1] - y
        x, y = following
        steps.append(f"h{dx}" if dy == 0 else f"v{dy}" if dx == 0 else f"l{dx} {dy}")
    return "".join(steps) + ("z" if shape.form == "area" else "")


def own_style(light: Colours, dark: Colours) -> str:
    """Colours of both schemes for a drawing that stands alone."""
    stroke = "path[class^=l]{fill:none;stroke-linecap:round}"
    return f"{rules(light)}{stroke}@media(prefers-color-scheme:dark){{{rules(dark)}}}"


def rules(colours: Colours) -> str:
    return "".join(f".d-{role}{{fill:{colour}}}.l-{role}{{stroke:{colour}}}" for role, colour in colours.items())


def to_png(shapes: Iterable[Shape], colours: Colours) -> bytes:
    """PNG of WIDTH × HEIGHT pixels, few colours, so a few kilobytes."""
    picture = Image.new("RGB", (WIDTH * SMOOTH, HEIGHT * SMOOTH), colours["sky"])
    pen = ImageDraw.Draw(picture)
    for shape in shapes:
        put(pen, shape, colours[shape.role])
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(
        palette=palette_of(list(dict.fromkeys(colours.values()))), dither=Image.Dither.NONE
    )
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def palette_of(colours: list[str]) -> Image.Image:
    """Our colours and what lies between any two of them: all that smooth edges need."""
    exact = [ImageColor.getrgb(colour)[:3] for colour in colours]
    between = [
        tuple(round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
        for one, other in combinations(exact, 2)
        for part in (0.25, 0.5, 0.75)
    ]
    holder = Image.new("P", (1, 1))
    holder.putpalette([value for colour in (*exact, *between) for value in colour])
    return holder


def put(pen: ImageDraw.ImageDraw, shape: Shape, colour: str) -> None:
    points = [(x * SMOOTH, y * SMOOTH) for x, y in shape.points]
    if shape.form == "area":
        pen.polygon(points, fill=colour)
    elif shape.form == "dot":
        (x, y), r = points[0], shape.size * SMOOTH
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    else:
        pen.line(points, fill=colour, width=shape.size * SMOOTH, joint="curve")
