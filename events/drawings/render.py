"""Shapes as a small SVG (for pages) and as a PNG (for mail, which shows no SVG)."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby

from PIL import Image, ImageDraw

from .shapes import HEIGHT, WIDTH, Role, Shape

LIGHT: dict[Role, str] = {
    "sky": "#e9e4d6", "deep": "#d3d8d6", "line": "#16202e", "soft": "#a9b3b8", "glow": "#e9a51f", "accent": "#7a2e5d",
    "shade": "#16202e",
}
DARK: dict[Role, str] = {
    "sky": "#0a1020", "deep": "#16213c", "line": "#c9d3e6", "soft": "#43526f", "glow": "#ffc857", "accent": "#8d4a78",
    "shade": "#060a14",
}
SMOOTH = 2  # drawn twice as large and scaled down: Pillow has no smooth lines of its own


def to_svg(shapes: Iterable[Shape], *, standalone: bool = False, accent: str = "") -> str:
    """One path per run of equal style. Inside a page its stylesheet colours it; ``standalone`` brings its own colours."""
    head = f'<svg class="drawing" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
    if standalone:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><style>{own_style(accent)}</style>'
    runs = groupby(shapes, key=lambda shape: (shape.form, shape.role, shape.size if shape.form == "line" else 0))
    return head + "".join(path(form, role, size, list(run)) for (form, role, size), run in runs) + "</svg>"


def path(form: str, role: str, size: int, shapes: list[Shape]) -> str:
    commands = "".join(dot_path(shape) if form == "dot" else outline(shape) for shape in shapes)
    if form == "line":
        return f'<path class="l-{role}" stroke-width="{size}" d="{commands}"/>'
    return f'<path class="d-{role}" d="{commands}"/>'


def outline(shape: Shape) -> str:
    """Relative steps are shorter than places."""
    (x, y), *rest = shape.points
    steps = [f"M{x} {y}"]
    for following in rest:
        dx, dy = following[0] - x, following[1] - y
        x, y = following
        steps.append(f"h{dx}" if dy == 0 else f"v{dy}" if dx == 0 else f"l{dx} {dy}")
    return "".join(steps) + ("z" if shape.form == "area" else "")


def dot_path(shape: Shape) -> str:
    (x, y), r = shape.points[0], shape.size
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0"


def own_style(accent: str) -> str:
    """Colours of both schemes for a drawing that stands alone."""
    light = "".join(rule(role, colour) for role, colour in {**LIGHT, **({"accent": accent} if accent else {})}.items())
    dark = "".join(rule(role, colour) for role, colour in DARK.items())
    return f"{light}path[class^=l]{{fill:none;stroke-linecap:round}}@media(prefers-color-scheme:dark){{{dark}}}"


def rule(role: str, colour: str) -> str:
    return f".d-{role}{{fill:{colour}}}.l-{role}{{stroke:{colour}}}"


def to_png(shapes: Iterable[Shape], *, dark: bool = False, accent: str = "") -> bytes:
    """PNG of WIDTH × HEIGHT pixels, few colours, so a few kilobytes."""
    colours: dict[str, str] = {**(DARK if dark else LIGHT), **({"accent": accent} if accent and not dark else {})}
    picture = Image.new("RGB", (WIDTH * SMOOTH, HEIGHT * SMOOTH), colours["sky"])
    pen = ImageDraw.Draw(picture)
    for shape in shapes:
        put(pen, shape, colours[shape.role])
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(128, dither=Image.Dither.NONE)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def put(pen: ImageDraw.ImageDraw, shape: Shape, colour: str) -> None:
    points = [(x * SMOOTH, y * SMOOTH) for x, y in shape.points]
    if shape.form == "area":
        pen.polygon(points, fill=colour)
    elif shape.form == "dot":
        (x, y), r = points[0], shape.size * SMOOTH
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    else:
        pen.line(points, fill=colour, width=shape.size * SMOOTH, joint="curve")
