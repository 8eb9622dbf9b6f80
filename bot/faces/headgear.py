"""The things people wear on their heads: a peaked cap, a wide hat, a skullcap, headphones."""

from bot.faces.canvas import Canvas, Colour, mixed
from bot.faces.face_features import FaceFeatures

HEAD_X, HEAD_Y = 128.0, 116.0

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
FELT: Colour = (150, 108, 66)


def draw_headgear(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """The headgear of this face, over its hair."""
    match face.style:
        case "cap":
            _cap(canvas, face, rx)
        case "bushhat":
            _bush_hat(canvas, face, rx)
        case "skullcap":
            _skullcap(canvas, face, rx)
        case _:
            _headphones(canvas, face, rx)


def draw_curls(canvas: Canvas, hair: Colour, shine: Colour) -> None:
    """Curls over the forehead."""
    for x, y in ((-44, -38), (-22, -54), (2, -60), (26, -54), (46, -38), (-8, -44), (16, -42)):
        canvas.oval(HEAD_X + x, HEAD_Y + y, 19, 18, hair)
    canvas.arc(HEAD_X - 20, HEAD_Y - 56, 12, 10, 190, 290, 4, shine)


def _temples(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """The hair that shows beside the ears."""
    for side in (-1, 1):
        canvas.oval(HEAD_X + side * (rx - 3), 98, 8, 17, face.hair)


def _cap(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """A peaked cap with a badge."""
    cloth, dark = mixed(face.accent, WHITE, 0.06), mixed(face.accent, BLACK, 0.28)
    _temples(canvas, face, rx)
    canvas.slice(HEAD_X, 84, rx + 6, 60, 180, 360, cloth)
    canvas.line([(HEAD_X, 26), (HEAD_X, 62)], 2.5, dark)
    canvas.oval(HEAD_X, 26, 5, 4, dark)
    canvas.box(110, 46, 146, 70, 5, mixed(cloth, WHITE, 0.75))
    canvas.line([(118, 58), (138, 58)], 4, dark)
    canvas.shape([(66, 82), (84, 72), (172, 72), (190, 82), (196, 93), (128, 84), (60, 93)], dark)


def _bush_hat(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """A felt hat with a wide brim, turned up on one side."""
    dark, light = mixed(FELT, BLACK, 0.3), mixed(FELT, WHITE, 0.18)
    for side in (-1, 1):
        canvas.oval(HEAD_X + side * (rx + 1), 108, 9, 26, face.hair)
    canvas.shape([(78, 74), (84, 24), (106, 12), (128, 20), (150, 12), (172, 24), (178, 74)], FELT)
    canvas.line([(128, 20), (128, 44)], 3, dark)
    canvas.box(77, 58, 179, 74, 2, dark)
    canvas.shape([(20, 66), (60, 74), (196, 74), (240, 58), (214, 90), (128, 84), (44, 90)], light)
    canvas.line([(28, 72), (62, 83), (128, 84), (194, 83), (232, 66)], 3, dark)


def _skullcap(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """A four-sided cap with white stitching, on short hair."""
    dark = mixed(face.hair, face.skin, 0.25)
    canvas.slice(HEAD_X, HEAD_Y - 8, rx + 3, 66, 206, 334, dark)
    cloth = (32, 34, 46)
    canvas.shape([(72, 74), (82, 34), (128, 14), (174, 34), (184, 74), (128, 66)], cloth)
    canvas.line([(128, 14), (128, 50)], 2.5, mixed(cloth, WHITE, 0.4))
    for x in (92, 128, 164):
        canvas.arc(x, 52, 12, 15, 180, 360, 3, WHITE)
        canvas.oval(x, 45, 2.5, 4, WHITE)
    canvas.line([(74, 72), (128, 64), (182, 72)], 3.5, mixed(cloth, WHITE, 0.75))


def _headphones(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """Curls held down by large headphones."""
    draw_curls(canvas, face.hair, mixed(face.hair, WHITE, 0.14))
    shell = mixed(face.accent, WHITE, 0.1)
    canvas.arc(HEAD_X, 104, rx + 17, 82, 184, 356, 9, mixed(shell, BLACK, 0.35))
    for side in (-1, 1):
        canvas.box(HEAD_X + side * (rx + 12) - 13, 96, HEAD_X + side * (rx + 12) + 13, 146, 12, shell)
        canvas.box(
            HEAD_X + side * (rx + 4) - 5, 102, HEAD_X + side * (rx + 4) + 5, 140, 5, mixed(shell, BLACK, 0.4)
        )
