"""A canvas in units of the finished picture (256 × 256), drawn four times as large so that edges are smooth."""

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

SIZE = 256
SCALE = 4


class Canvas:
    """Shapes by their centre and half axes, all in units of the finished picture."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), top)
        self._pen = ImageDraw.Draw(self.image)
        for y in range(SIZE * SCALE):
            share = y / (SIZE * SCALE)
            self._pen.line([(0, y), (SIZE * SCALE, y)], fill=mixed(top, bottom, share))

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self._pen.ellipse(_scaled((x - rx, y - ry), (x + rx, y + ry)), fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float, fill: Colour) -> None:
        self._pen.rounded_rectangle(_scaled((left, top), (right, bottom)), radius * SCALE, fill=fill)

    def shape(self, points: list[Point], fill: Colour) -> None:
        self._pen.polygon(_scaled(*points), fill=fill)

    def line(self, points: list[Point], width: float, fill: Colour) -> None:
        """A line with round ends and joints."""
        self._pen.line(_scaled(*points), fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, fill)

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: int, end: int, width: float, fill: Colour
    ) -> None:
        box = _scaled((x - rx, y - ry), (x + rx, y + ry))
        self._pen.arc(box, start, end, fill=fill, width=round(width * SCALE))

    def slice(self, x: float, y: float, rx: float, ry: float, start: int, end: int, fill: Colour) -> None:
        """The part of an oval cut off by a chord, angles clockwise from three o'clock."""
        self._pen.chord(_scaled((x - rx, y - ry), (x + rx, y + ry)), start, end, fill=fill)

    def ring(self, x: float, y: float, rx: float, ry: float, width: float, fill: Colour) -> None:
        self.arc(x, y, rx, ry, 0, 360, width, fill)

    def finished(self) -> Image.Image:
        return self.image.reduce(SCALE)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two; `share` is the other's, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _scaled(*points: Point) -> list[tuple[float, float]]:
    return [(x * SCALE, y * SCALE) for x, y in points]
