"""Pictures of what people build and do, one function for each motif."""

from __future__ import annotations

from hemera.demo.drawing.land import tree
from hemera.demo.drawing.painter import WIDTH, Painter, blend


def bridge(p: Painter) -> None:
    p.sun(p.chance(700, 1000), p.chance(150, 240), 62)
    p.hills(430, 70, p.hour.far)
    p.hills(510, 60, p.hour.middle)
    p.sea(560)
    deck, spans = 470.0, 4
    for number in range(spans):
        x = -40 + number * 320
        p.box(x, deck, 320, 170, p.hour.light if number % 2 else blend(p.hour.light, p.hour.far, 0.14))
        p.disc(x + 160, deck + 190, 122, blend(p.hour.far, p.hour.low, 0.3), 1.1)
    p.sea(640)
    p.box(-10, deck - 26, WIDTH + 20, 34, blend(p.hour.light, p.hour.middle, 0.25))
    p.box(-10, deck + 6, WIDTH + 20, 8, blend(p.hour.light, p.hour.dark, 0.35))
    for number in range(13):
        p.line([(number * 100, deck - 26), (number * 100, deck - 66)], p.hour.dark, 4)
    p.line([(-10, deck - 64), (WIDTH + 10, deck - 64)], p.hour.dark, 4)


def book(p: Painter) -> None:
    p.ground(0, blend(p.hour.dark, p.hour.near, 0.35))
    colours = (p.hour.accent, p.hour.light, p.hour.far, p.hour.middle, p.hour.sun, blend(p.hour.accent, p.hour.dark, 0.4))
    for shelf in range(3):
        y, x = 255 + shelf * 260, -20.0
        while x < WIDTH:
            width, height = p.chance(26, 58), p.chance(140, 212)
            colour = colours[int(p.chance(0, 5.99))]
            p.box(x, y - height, width - 4, height, colour, 3)
            p.box(x, y - height * 0.8, width - 4, 7, blend(colour, p.hour.dark, 0.5))
            p.box(x, y - height * 0.22, width - 4, 4, blend(colour, p.hour.dark, 0.5))
            x += width if p.chance(0, 1) > 0.06 else width + 70
        p.box(0, y, WIDTH, 26, blend(p.hour.near, p.hour.sun, 0.22))
        p.box(0, y + 26, WIDTH, 14, blend(p.hour.dark, p.hour.near, 0.1))


def stadium(p: Painter) -> None:
    p.hills(330, 40, p.hour.far)
    stand = blend(p.hour.middle, p.hour.light, 0.2)
    p.polygon([(0, 250), (WIDTH, 250), (WIDTH, 480), (0, 480)], stand)
    for row in range(7):
        for column in range(60):
            colour = (p.hour.light, p.hour.accent, p.hour.near, p.hour.far)[int(p.chance(0, 3.99))]
            p.disc(column * 20.5 + row % 2 * 10, 280 + row * 28, 8, colour)
    p.box(0, 470, WIDTH, 30, p.hour.light)
    grass = blend((106, 128, 88), p.hour.middle, 0.25)
    for stripe in range(8):
        p.polygon(
            [
                (600 + (stripe - 4) * 170, 500),
                (600 + (stripe - 3) * 170, 500),
                (600 + (stripe - 3) * 330, 800),
                (600 + (stripe - 4) * 330, 800),
            ],
            blend(grass, p.hour.dark, 0.1 * (stripe % 2)),
        )
    p.line([(0, 560), (WIDTH, 560)], p.hour.light, 5)
    p.line([(470, 560), (470, 430), (730, 430), (730, 560)], p.hour.light, 9)
    x = p.chance(420, 800)
    p.disc(x, 718, 40, blend(grass, p.hour.dark, 0.4), 0.25)
    p.disc(x, 680, 36, p.hour.light)
    p.disc(x - 6, 676, 12, p.hour.dark)
    for x_ in (120, 1080):
        p.line([(x_, 480), (x_, 90)], p.hour.dark, 10)
        p.box(x_ - 55, 60, 110, 44, p.hour.sun, 6)


def bus(p: Painter) -> None:
    p.hills(420, 50, p.hour.far)
    p.town(620, left=-20, tallest=330)
    p.ground(620, blend(p.hour.near, p.hour.far, 0.35))
    p.box(0, 690, WIDTH, 6, p.hour.light)
    x = p.chance(170, 330)
    p.disc(x + 330, 704, 360, blend(p.hour.near, p.hour.dark, 0.5), 0.05)
    p.box(x, 440, 680, 240, p.hour.light, 30)
    p.box(x, 570, 680, 66, p.hour.accent)
    p.box(x + 10, 632, 660, 46, p.hour.dark, 18)
    for number in range(5):
        p.box(x + 34 + number * 126, 474, 106, 84, blend(p.hour.near, p.hour.top, 0.55), 10)
        p.polygon(
            [
                (x + 60 + number * 126, 558),
                (x + 100 + number * 126, 474),
                (x + 122 + number * 126, 474),
                (x + 82 + number * 126, 558),
            ],
            blend(p.hour.low, p.hour.top, 0.4),
        )
    p.line([(x + 250, 440), (x + 300, 392), (x + 350, 440)], p.hour.dark, 5)
    p.line([(-10, 390), (WIDTH + 10, 390)], p.hour.dark, 3)
    for wheel in (150, 530):
        p.disc(x + wheel, 680, 34, p.hour.dark)
        p.disc(x + wheel, 680, 14, p.hour.far)


def market(p: Painter) -> None:
    p.town(420, left=-30, tallest=250)
    p.ground(420, blend(p.hour.low, p.hour.far, 0.5))
    for number, x in enumerate((-40, 270, 580, 890)):
        stripe = p.hour.accent if number % 2 else p.hour.near
        p.box(x + 20, 380, 300, 260, blend(p.hour.dark, p.hour.near, 0.4))
        for band in range(6):
            p.polygon(
                [(x + 40 + band * 43, 300), (x + 83 + band * 43, 300), (x + 58 + band * 54, 420), (x + 4 + band * 54, 420)],
                p.hour.light if band % 2 else stripe,
            )
        p.box(x + 12, 560, 312, 130, blend(p.hour.near, p.hour.sun, 0.3), 6)
        for row in range(3):
            for column in range(9):
                fruit = (p.hour.accent, p.hour.sun, (120, 134, 82))[(number + column // 3) % 3]
                p.disc(x + 38 + column * 32, 566 - row * 20 + (column % 2) * 4, 18, blend(fruit, p.hour.dark, 0.08 * (column % 3)))
    p.ground(690, blend(p.hour.far, p.hour.near, 0.4))
    for number in range(5):
        at, coat = 130 + number * 235 + p.chance(-60, 60), (p.hour.dark, p.hour.near, p.hour.light)[int(p.chance(0, 2.99))]
        p.polygon([(at - 54, 800), (at - 30, 610), (at + 30, 610), (at + 54, 800)], coat)
        p.disc(at, 580, 30, blend(p.hour.far, p.hour.dark, 0.5))


def school(p: Painter) -> None:
    p.sun(p.chance(150, 300), 170, 56)
    p.hills(480, 60, p.hour.far)
    p.ground(620, blend(p.hour.far, p.hour.sun, 0.4))
    p.box(230, 350, 740, 280, p.hour.light)
    p.box(230, 330, 740, 26, p.hour.accent)
    p.polygon([(500, 350), (600, 250), (700, 350)], blend(p.hour.light, p.hour.far, 0.3))
    p.disc(600, 318, 26, p.hour.near)
    p.line([(600, 318), (600, 300)], p.hour.light, 4)
    p.line([(600, 318), (612, 324)], p.hour.light, 4)
    for number in range(6):
        if number not in (2, 3):
            p.box(270 + number * 112, 410, 72, 110, blend(p.hour.near, p.hour.top, 0.4), 4)
            p.line([(306 + number * 112, 410), (306 + number * 112, 520)], p.hour.light, 5)
    p.arch(552, 630, 96, 190, p.hour.dark)
    for number in range(9):
        x, y = 120 + number * 115 + p.chance(-30, 30), 690 + p.chance(-10, 60)
        p.box(x - 17, y - 54, 34, 58, (p.hour.accent, p.hour.near, p.hour.middle)[number % 3], 12)
        p.disc(x, y - 70, 17, blend(p.hour.far, p.hour.dark, 0.35))
    tree(p, 1070, 640, 190, blend((96, 112, 78), p.hour.near, 0.3))


def museum(p: Painter) -> None:
    p.sun(p.chance(850, 1050), 170, 60)
    p.hills(520, 40, p.hour.far)
    stone, shade = p.hour.light, blend(p.hour.light, p.hour.middle, 0.4)
    p.polygon([(220, 300), (600, 150), (980, 300)], stone)
    p.polygon([(320, 288), (600, 182), (880, 288)], shade)
    p.box(220, 300, 760, 40, blend(stone, shade, 0.4))
    p.box(250, 340, 700, 320, blend(p.hour.near, p.hour.dark, 0.35))
    for number in range(7):
        x = 250 + number * 107
        p.box(x, 340, 52, 320, stone)
        p.box(x + 34, 340, 18, 320, shade)
        p.box(x - 9, 340, 70, 18, stone)
        p.box(x - 9, 644, 70, 18, stone)
    for step in range(5):
        p.box(190 - step * 34, 660 + step * 28, 820 + step * 68, 30, blend(stone, p.hour.far, 0.15 + step * 0.12))
    p.box(545, 420, 110, 224, p.hour.accent)
    for x in (90, 1110):
        p.cypress(x, 780, 330, p.hour.near)


def music(p: Painter) -> None:
    p.sun(600, 300, 92)
    p.box(0, 470, WIDTH, 330, p.hour.near)
    for number in range(9):
        p.box(number * 150 - 20, 400, 90, 80, p.hour.near)
    p.arch(430, 800, 340, 300, blend(p.hour.dark, p.hour.near, 0.2))
    p.box(0, 690, WIDTH, 110, p.hour.dark)
    for number in range(7):
        x, tall = 170 + number * 145 + p.chance(-14, 14), p.chance(120, 150)
        coat = (p.hour.light, p.hour.accent, p.hour.far)[number % 3]
        p.polygon([(x - 42, 715), (x - 26, 715 - tall), (x + 26, 715 - tall), (x + 42, 715)], coat)
        p.disc(x, 693 - tall, 24, blend(p.hour.far, p.hour.dark, 0.4))
        p.disc(x + 26, 690 - tall * 0.4, 28, blend(p.hour.accent, p.hour.dark, 0.3))
        p.line([(x + 30, 686 - tall * 0.4), (x + 72, 640 - tall * 0.7)], p.hour.dark, 8)
    for number in range(5):
        p.line([(0, 90 + number * 24), (WIDTH, 90 + number * 24 + 26)], blend(p.hour.top, p.hour.light, 0.45), 2.5)
    for number in range(9):
        x, y = 90 + number * 130 + p.chance(-20, 20), 112 + number * 3 + int(p.chance(0, 6)) * 12
        p.disc(x, y, 16, p.hour.dark, 0.75)
        p.line([(x + 13, y), (x + 13, y - 62)], p.hour.dark, 5)


def bread(p: Painter) -> None:
    p.ground(0, blend(p.hour.near, p.hour.dark, 0.4))
    p.arch(360, 500, 480, 400, blend(p.hour.middle, p.hour.light, 0.3))
    p.arch(420, 500, 360, 330, p.hour.dark)
    p.disc(600, 488, 150, p.hour.accent, 0.42)
    p.disc(600, 494, 100, p.hour.sun, 0.34)
    p.ground(500, blend(p.hour.sun, p.hour.middle, 0.45))
    p.box(0, 500, WIDTH, 18, blend(p.hour.light, p.hour.middle, 0.35))
    crust = blend((186, 128, 74), p.hour.middle, 0.15)
    for number in range(9):
        x, y, size = 90 + number * 130 + p.chance(-20, 20), 600 + (number % 2) * 90, p.chance(72, 98)
        p.disc(x, y + size * 0.42, size * 1.02, blend(p.hour.middle, p.hour.dark, 0.4), 0.2)
        p.disc(x, y, size, blend(crust, p.hour.dark, 0.12 * (number % 3)), 0.58)
        p.disc(x - size * 0.08, y - size * 0.1, size * 0.8, blend(crust, p.hour.light, 0.2), 0.46)
        for cut in (-0.35, 0, 0.35):
            p.line(
                [(x + cut * size - 12, y - size * 0.3), (x + cut * size + 12, y + size * 0.18)], blend(crust, p.hour.dark, 0.35), 6
            )
