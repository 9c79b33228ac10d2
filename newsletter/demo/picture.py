"""A picture for the demo's newsletter, drawn here: a canal at night with a bridge, lit windows and their reflection."""

import random
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Canvas
from PIL import ImageDraw
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

TITLE = "Gracht bij nacht (demo)"
WIDTH, HEIGHT, WATER = 1200, 630, 430
NIGHT, STAR, BRICK, STONE, LAMP, DEEP = "#0F1626", "#EEF1F7", "#22304D", "#3A4A6B", "#FFC857", "#16233C"
STEP = 75


def seed_picture() -> AbstractImage:
    """The image in the library; drawn when it is not there yet."""
    images = get_image_model().objects
    known = images.filter(title=TITLE).first()
    if known:
        return known
    return images.create(title=TITLE, file=ImageFile(BytesIO(draw_canal()), name="gracht-bij-nacht.png"))


def draw_canal() -> bytes:
    """PNG; the same every time."""
    dice = random.Random(1575)
    canvas = Canvas.new("RGB", (WIDTH, HEIGHT), NIGHT)
    pen = ImageDraw.Draw(canvas)
    for _ in range(140):
        x, y, size = dice.randrange(WIDTH), dice.randrange(WATER - 120), dice.choice((1, 1, 2))
        pen.ellipse((x, y, x + size, y + size), fill=STAR)
    pen.rectangle((0, WATER, WIDTH, HEIGHT), fill=DEEP)
    for left in range(0, WIDTH, STEP):
        draw_house(pen, dice, left)
    draw_bridge(pen)
    file = BytesIO()
    canvas.save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_house(pen: ImageDraw.ImageDraw, dice: random.Random, left: int) -> None:
    """One canal house with a gable, and the light of its windows on the water."""
    top, right = dice.randrange(190, 270), left + STEP - 4
    pen.polygon(((left, top), ((left + right) // 2, top - 46), (right, top), (right, WATER), (left, WATER)), fill=BRICK)
    for x in (left + 14, left + 44):
        for y in range(top + 18, WATER - 34, 44):
            if dice.random() < 0.45:
                pen.rectangle((x, y, x + 13, y + 22), fill=LAMP)
                depth = WATER + (WATER - y) // 2
                for line in range(WATER + 6, min(depth, HEIGHT), 9):
                    pen.line((x - 4, line, x + 17, line), fill=LAMP, width=2)


def draw_bridge(pen: ImageDraw.ImageDraw) -> None:
    """Three arches, mirrored in the water, under a deck that rises a little; a railing, a lantern at each end."""
    left, right, deck = WIDTH // 2 - 240, WIDTH // 2 + 240, WATER - 58
    pen.polygon(
        ((left - 60, WATER), (left, deck + 14), (WIDTH // 2, deck), (right, deck + 14), (right + 60, WATER)), fill=STONE
    )
    pen.line(((left, deck - 6), (WIDTH // 2, deck - 20), (right, deck - 6)), fill=STAR, width=3)
    for x in range(left, right + 1, 24):
        rise = 14 - abs(x - WIDTH // 2) * 14 // 240
        pen.line((x, deck - 6 - rise, x, deck + 14 - rise), fill=STAR, width=2)
    for x in (left + 10, WIDTH // 2 - 62, right - 134):
        pen.ellipse((x, WATER - 40, x + 124, WATER + 40), fill=NIGHT)
    for x in (left, right):
        pen.line((x, deck - 70, x, deck + 14), fill=STAR, width=3)
        pen.ellipse((x - 9, deck - 88, x + 9, deck - 70), fill=LAMP)
