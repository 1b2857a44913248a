"""Pictures of land, sea and sky, one function for each motif."""

from __future__ import annotations

import math

from hemera.demo.drawing.painter import HEIGHT, WIDTH, Painter, blend


def boat(p: Painter) -> None:
    p.sun(p.chance(250, 950), p.chance(190, 290), 66)
    p.hills(440, 40, p.hour.far)
    p.sea(452)
    x, y = p.chance(430, 640), 600.0
    p.polygon([(x + 6, y - 60), (x + 6, y - 390), (x + 210, y - 78)], p.hour.light)
    p.polygon([(x - 8, y - 74), (x - 8, y - 340), (x - 130, y - 86)], blend(p.hour.light, p.hour.accent, 0.55))
    p.line([(x, y - 20), (x, y - 410)], p.hour.dark, 8)
    p.polygon([(x - 190, y - 56), (x + 230, y - 56), (x + 160, y + 36), (x - 130, y + 36)], p.hour.dark)
    p.polygon([(x - 190, y - 56), (x + 230, y - 56), (x + 219, y - 40), (x - 178, y - 40)], p.hour.accent)
    for number in range(9):
        p.box(
            x - 180 + p.chance(-30, 60) + number * 22,
            y + 48 + number * 16,
            300 - number * 26,
            5,
            blend(p.hour.near, p.hour.light, 0.35),
        )
    for _ in range(3):
        p.bird(p.chance(80, 1120), p.chance(80, 260), p.chance(14, 26), p.hour.near)


def olive(p: Painter) -> None:
    p.sun(p.chance(150, 1000), 190, 58)
    p.hills(400, 60, p.hour.far)
    p.hills(480, 55, p.hour.middle)
    p.ground(590, blend(p.hour.far, p.hour.sun, 0.35))
    leaf = blend((96, 112, 78), p.hour.near, 0.35)
    for row, (y, size, count) in enumerate(((560, 70, 8), (625, 112, 6), (745, 190, 4))):
        for number in range(count):
            x = (number + 0.5 + (0.28 if row % 2 else -0.1)) * WIDTH / count + p.chance(-24, 24)
            tree(p, x, y, size * p.chance(0.88, 1.1), blend(leaf, p.hour.dark, row * 0.12))


def tree(p: Painter, x: float, y: float, size: float, leaf: tuple[int, int, int]) -> None:
    p.disc(x, y + 3, size * 0.8, blend(p.hour.middle, p.hour.near, 0.35), 0.13)
    trunk = blend(p.hour.dark, p.hour.near, 0.3)
    p.polygon(
        [(x - size * 0.16, y), (x - size * 0.05, y - size * 0.7), (x + size * 0.1, y - size * 0.7), (x + size * 0.14, y)], trunk
    )
    for dx, dy, radius, share in (
        (-0.42, 0.95, 0.42, 0.0),
        (0.45, 0.95, 0.4, 0.12),
        (0, 1.2, 0.52, 0.0),
        (-0.16, 1.34, 0.3, 0.28),
        (0.3, 1.24, 0.22, 0.28),
    ):
        p.disc(x + dx * size, y - dy * size, radius * size, blend(leaf, p.hour.light, share), 0.82)


def palm(p: Painter) -> None:
    p.sun(p.chance(180, 1000), p.chance(190, 260), 78)
    p.hills(520, 55, p.hour.far, 0.2)
    p.hills(590, 60, p.hour.middle, 0.2)
    p.hills(690, 40, blend(p.hour.middle, p.hour.near, 0.5), 0.2)
    for _ in range(5):
        x, height = p.chance(80, 1120), p.chance(270, 500)
        lean = p.chance(-40, 40)
        foot, top = (x, 745.0), (x + lean, 745 - height)
        p.line([foot, (x + lean * 0.3, 745 - height * 0.55), top], p.hour.dark, 15)
        for number in range(11):
            angle = math.radians(-170 + number * 32)
            _frond(p, top, angle, height * 0.34)
        p.disc(top[0], top[1] + 16, 20, p.hour.accent)
    p.hills(770, 16, p.hour.dark, 0.4)


def _frond(p: Painter, top: tuple[float, float], angle: float, length: float) -> None:
    x, y = top
    tip = (x + math.cos(angle) * length, y + math.sin(angle) * length * 0.7 + length * 0.34)
    middle = (x + math.cos(angle) * length * 0.6, y + math.sin(angle) * length * 0.75)
    below = (middle[0], middle[1] + length * 0.14)
    p.polygon([top, middle, tip, below], blend(p.hour.dark, (70, 92, 70), 0.6))


def mountain(p: Painter) -> None:
    p.sun(p.chance(200, 1000), p.chance(120, 200), 54)
    p.peaks(560, 330, 4, p.hour.far, p.hour.light)
    p.peaks(640, 250, 5, p.hour.middle)
    p.hills(640, 50, p.hour.near)
    p.hills(730, 40, p.hour.dark)
    for _ in range(16):
        p.cypress(p.chance(0, WIDTH), p.chance(725, 790), p.chance(50, 110), blend(p.hour.dark, p.hour.near, p.chance(0, 0.3)))


def snow(p: Painter) -> None:
    p.peaks(500, 330, 3, p.hour.far, p.hour.light)
    p.hills(520, 60, blend(p.hour.far, p.hour.light, 0.6))
    p.hills(620, 50, blend(p.hour.far, p.hour.light, 0.85))
    for number in range(4):
        x, y = 150 + number * 250 + p.chance(-50, 50), 640 + p.chance(-20, 40)
        p.house(x, y, 110, 86, p.hour.middle)
        p.polygon([(x - 16, y - 80), (x + 55, y - 140), (x + 126, y - 80)], p.hour.light)
        p.box(x + 20, y - 50, 20, 28, p.hour.accent, 2)
    p.hills(730, 40, p.hour.light)
    for _ in range(150):
        p.disc(p.chance(0, WIDTH), p.chance(0, HEIGHT), p.chance(2, 6), p.hour.light)


def rain(p: Painter) -> None:
    p.hills(470, 60, p.hour.far)
    p.hills(560, 50, p.hour.middle)
    p.town(650, left=-30, tallest=170)
    p.ground(650, p.hour.near)
    for _ in range(30):
        p.box(p.chance(-50, WIDTH), p.chance(665, 795), p.chance(30, 140), 4, blend(p.hour.near, p.hour.light, 0.22))
    for x, y, size in ((200.0, 120.0, 130), (520.0, 80.0, 150), (860.0, 130.0, 140), (1100.0, 90.0, 120)):
        for dx in (-0.9, 0, 0.8):
            p.disc(x + dx * size + p.chance(-20, 20), y, size * (0.8 if dx else 1.0), blend(p.hour.top, p.hour.dark, 0.35), 0.5)
    for _ in range(130):
        x, y = p.chance(0, WIDTH + 100), p.chance(120, HEIGHT)
        p.line([(x, y), (x - 15, y + 46)], blend(p.hour.light, p.hour.far, 0.4), 2.4)
    x = p.chance(300, 850)
    p.disc(x, 690, 92, p.hour.accent)
    p.box(x - 100, 690, 200, 100, p.hour.near)
    p.line([(x, 600), (x, 752)], p.hour.dark, 6)
    p.box(x - 17, 706, 34, 62, p.hour.dark, 14)


def sun(p: Painter) -> None:
    p.sun(600 + p.chance(-200, 200), 330, 150)
    p.hills(490, 60, p.hour.far)
    p.hills(560, 55, p.hour.middle)
    for number in range(9):
        p.cypress(number * 140 + p.chance(-20, 60), 600 + p.chance(0, 20), p.chance(90, 170), p.hour.near)
    p.hills(650, 40, p.hour.near)
    field = blend(p.hour.sun, p.hour.accent, 0.3)
    for number in range(14):
        x = -300 + number * 140
        p.polygon(
            [(600 + (x - 600) * 0.35, 668), (600 + (x + 60 - 600) * 0.35, 668), (x + 90, HEIGHT), (x, HEIGHT)],
            blend(field, p.hour.middle, 0.2),
        )


def bird(p: Painter) -> None:
    p.sun(p.chance(150, 380) if p.chance(0, 1) > 0.5 else p.chance(820, 1050), 230, 92)
    p.hills(600, 50, p.hour.far)
    p.hills(680, 40, p.hour.middle)
    for _ in range(7):
        p.bird(p.chance(60, 1140), p.chance(70, 400), p.chance(16, 38), p.hour.near)
    x, y = p.chance(440, 720), 520.0
    p.line([(x, 800), (x, y)], p.hour.dark, 22)
    for number in range(14):
        p.line(
            [(x - 110 + number * 4, y - 4 - number % 4 * 10), (x + 110 - number * 3, y + 14 - number % 5 * 9)],
            blend(p.hour.dark, p.hour.near, 0.3),
            7,
        )
    for side in (-1, 1):
        _stork(p, x + side * 62, y - 36, side)


def _stork(p: Painter, x: float, y: float, side: int) -> None:
    p.line([(x, y), (x, y - 70)], p.hour.accent, 6)
    p.disc(x, y - 100, 50, p.hour.light, 0.62)
    p.polygon([(x + side * 4, y - 116), (x - side * 58, y - 76), (x - side * 8, y - 78)], p.hour.dark)
    p.line([(x + side * 34, y - 112), (x + side * 46, y - 190)], p.hour.light, 17)
    p.disc(x + side * 50, y - 198, 17, p.hour.light)
    p.polygon([(x + side * 60, y - 206), (x + side * 132, y - 186), (x + side * 60, y - 192)], p.hour.accent)


def fish(p: Painter) -> None:
    p.sea(0)
    for number in range(11):
        x, y, size = p.chance(60, 1140), 90 + number * 62 + p.chance(-15, 15), p.chance(46, 96)
        side = 1 if p.chance(0, 1) > 0.3 else -1
        skin = (p.hour.light, p.hour.accent, p.hour.sun, p.hour.far)[number % 4]
        p.polygon(
            [
                (x - side * size * 0.8, y),
                (x - side * size * 1.45, y - size * 0.42),
                (x - side * size * 1.28, y),
                (x - side * size * 1.45, y + size * 0.42),
            ],
            blend(skin, p.hour.dark, 0.2),
        )
        p.polygon(
            [(x - size * 0.3, y - size * 0.3), (x + side * size * 0.1, y - size * 0.62), (x + size * 0.35, y - size * 0.26)],
            blend(skin, p.hour.dark, 0.2),
        )
        p.disc(x, y, size, skin, 0.42)
        p.disc(x + side * size * 0.66, y - size * 0.08, size * 0.09, p.hour.dark)
        p.line(
            [(x + side * size * 0.4, y - size * 0.3), (x + side * size * 0.32, y), (x + side * size * 0.4, y + size * 0.3)],
            blend(skin, p.hour.dark, 0.3),
            3,
        )


def lighthouse(p: Painter) -> None:
    for _ in range(50):
        p.disc(p.chance(0, WIDTH), p.chance(0, 400), p.chance(1.2, 2.8), p.hour.light)
    p.sea(520)
    x = p.chance(380, 820)
    for side in (-1, 1):
        far = x + side * 1300
        p.polygon([(x, 214), (far, 60), (far, 330)], blend(p.hour.top, p.hour.sun, 0.3 if side > 0 else 0.2))
    p.polygon([(x - 330, 800), (x - 210, 610), (x - 60, 560), (x + 120, 572), (x + 240, 650), (x + 360, 800)], p.hour.dark)
    p.polygon([(x - 62, 580), (x - 40, 250), (x + 40, 250), (x + 62, 580)], p.hour.light)
    for top, half in ((330, 46), (470, 55)):
        p.polygon([(x - half, top), (x + half, top), (x + half + 4, top + 62), (x - half - 4, top + 62)], p.hour.accent)
    p.box(x - 58, 240, 116, 16, p.hour.dark)
    p.box(x - 34, 186, 68, 56, p.hour.sun)
    p.polygon([(x - 44, 188), (x, 138), (x + 44, 188)], p.hour.accent)
    p.house(x + 70, 592, 120, 70, blend(p.hour.light, p.hour.middle, 0.4))


def star(p: Painter) -> None:
    for _ in range(170):
        p.disc(p.chance(0, WIDTH), p.chance(0, 600), p.chance(1, 3.4), blend(p.hour.low, p.hour.light, p.chance(0.3, 1)))
    x, y = p.chance(300, 900), p.chance(130, 260)
    for number in range(12):
        p.polygon(
            [(x, y - 9), (x, y + 9), (x + 330 - number * 20, y - 130 + number * 7)],
            blend(p.hour.top, p.hour.light, 0.1 + number * 0.05),
        )
    p.disc(x, y, 13, p.hour.light)
    p.peaks(700, 200, 5, p.hour.middle)
    p.hills(690, 50, p.hour.near)
    dome = p.chance(250, 950)
    p.box(dome - 84, 590, 168, 110, p.hour.light)
    p.disc(dome, 592, 92, blend(p.hour.light, p.hour.far, 0.25))
    p.box(dome - 96, 590, 192, 14, p.hour.middle)
    p.polygon([(dome - 8, 604), (dome + 26, 496), (dome + 56, 512), (dome + 26, 604)], p.hour.dark)
    p.box(dome - 20, 640, 40, 62, p.hour.accent, 4)
    p.hills(755, 26, p.hour.dark)


def road(p: Painter) -> None:
    p.sun(p.chance(250, 950), 210, 66)
    p.peaks(480, 240, 4, p.hour.far)
    p.hills(500, 50, p.hour.middle)
    p.hills(580, 36, blend(p.hour.middle, p.hour.near, 0.5))
    bend = p.chance(70, 150) * (1 if p.chance(0, 1) > 0.5 else -1)
    for edge, colour in ((1.0, p.hour.dark), (0.92, blend(p.hour.near, p.hour.far, 0.45))):
        p.polygon([*_road(bend, -edge), *reversed(_road(bend, edge))], colour)
    for dash in range(0, 22, 3):
        p.polygon([*_road(bend, -0.03)[dash : dash + 2], *reversed(_road(bend, 0.03)[dash : dash + 2])], p.hour.light)
    for _ in range(14):
        x = p.chance(0, WIDTH)
        if abs(x - 600) > 330:
            p.cypress(x, p.chance(640, 780), p.chance(110, 220), p.hour.near)


def _road(bend: float, edge: float) -> list[tuple[float, float]]:
    """Return one edge of a winding road, from the foot of the sheet to the hills; ``edge`` is -1 to 1, 0 its middle."""
    steps = [number / 24 for number in range(25)]
    return [(600 + bend * math.sin(t * 4.2) * (1.2 - t) + edge * (260 * (1 - t) ** 1.7 + 6), 805 - 245 * t) for t in steps]
