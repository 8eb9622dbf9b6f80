"""Hair, headgear and beards: what lies behind the head, and what lies over it."""

from bot.faces.canvas import Canvas, Colour, mixed
from bot.faces.face_features import FaceFeatures
from bot.faces.headgear import HEAD_X, HEAD_Y, draw_curls, draw_headgear


def draw_hair_behind(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """What is seen on both sides of the face."""
    hair = mixed(face.hair, (0, 0, 0), 0.12)
    match face.style:
        case "long":
            canvas.box(HEAD_X - rx - 14, 78, HEAD_X + rx + 14, 212, 40, hair)
        case "bob":
            canvas.box(HEAD_X - rx - 14, 66, HEAD_X + rx + 14, 168, 44, hair)
        case "fringe":
            canvas.box(HEAD_X - rx - 10, 64, HEAD_X + rx + 10, 186, 40, hair)
        case "curls" | "headphones":
            locks = [(-60, -8), (60, -8), (-44, -44), (44, -44), (0, -62)]
            if face.lashes:
                locks += [(-54, 22), (54, 22), (-62, 46), (62, 46)]
            for x, y in locks:
                canvas.oval(HEAD_X + x, HEAD_Y + y, 25, 25, hair)
        case "bun":
            canvas.oval(HEAD_X, 38, 26, 24, hair)
            canvas.oval(HEAD_X, HEAD_Y - 12, rx + 7, 66, hair)
        case "ponytail":
            canvas.shape([(178, 66), (222, 92), (216, 170), (196, 190), (188, 120)], hair)
            canvas.oval(HEAD_X, HEAD_Y - 12, rx + 6, 64, hair)
        case _:
            pass


def draw_hair_front(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """What lies over the forehead."""
    hair, shine = face.hair, mixed(face.hair, (255, 255, 255), 0.14)
    match face.style:
        case "bald":
            canvas.arc(HEAD_X - 12, HEAD_Y - 38, 28, 20, 200, 270, 5, mixed(face.skin, (255, 255, 255), 0.4))
        case "gele":
            _gele(canvas, face)
        case "hat":
            _hat(canvas, face, rx)
        case "cap" | "bushhat" | "skullcap" | "headphones":
            draw_headgear(canvas, face, rx)
        case "buzz":
            canvas.slice(HEAD_X, HEAD_Y - 8, rx + 3, 66, 208, 332, mixed(hair, face.skin, 0.3))
        case "swept":
            canvas.slice(HEAD_X, HEAD_Y - 8, rx + 5, 68, 206, 334, hair)
            canvas.shape([(76, 84), (104, 42), (170, 40), (190, 70), (182, 88), (146, 66), (108, 74)], hair)
            canvas.line([(104, 56), (142, 48), (172, 60)], 4, shine)
        case "parted":
            canvas.slice(HEAD_X, HEAD_Y - 8, rx + 5, 68, 206, 334, hair)
            canvas.line([(104, 50), (110, 74)], 4, mixed(hair, face.skin, 0.6))
        case "fringe" | "bob":
            canvas.slice(HEAD_X, HEAD_Y - 6, rx + 6, 70, 200, 340, hair)
            canvas.box(HEAD_X - rx - 2, 72, HEAD_X + rx + 2, 90, 9, hair)
            canvas.line([(92, 66), (120, 56), (150, 60)], 4, shine)
        case "long" | "ponytail" | "bun":
            canvas.slice(HEAD_X, HEAD_Y - 6, rx + 6, 70, 214, 326, hair)
            canvas.shape([(HEAD_X - rx - 4, 104), (HEAD_X - rx + 2, 72), (128, 56), (104, 84)], hair)
            canvas.shape([(HEAD_X + rx + 4, 104), (HEAD_X + rx - 2, 72), (128, 56), (152, 84)], hair)
            canvas.line([(98, 70), (122, 58)], 4, shine)
        case "curls":
            draw_curls(canvas, hair, shine)
        case _:
            canvas.slice(HEAD_X, HEAD_Y - 8, rx + 4, 68, 208, 332, hair)
            canvas.shape(
                [(80, 88), (88, 58), (170, 58), (178, 88), (158, 74), (138, 82), (116, 72), (98, 84)], hair
            )


def _gele(canvas: Canvas, face: FaceFeatures) -> None:
    """A head tie, starched and folded high."""
    cloth, light, dark = (
        face.clothes,
        mixed(face.clothes, (255, 255, 255), 0.28),
        mixed(face.clothes, (0, 0, 0), 0.22),
    )
    canvas.shape([(70, 92), (46, 40), (84, 10), (132, 2), (186, 10), (214, 46), (186, 92), (128, 74)], dark)
    canvas.shape([(72, 92), (62, 42), (108, 14), (150, 34), (186, 92), (128, 74)], cloth)
    canvas.shape([(186, 92), (206, 48), (176, 18), (136, 26), (116, 72)], light)
    canvas.line([(76, 84), (104, 44), (140, 26)], 3, dark)
    canvas.line([(120, 72), (152, 48), (190, 40)], 3, dark)
    canvas.shape([(70, 94), (72, 78), (128, 60), (184, 78), (186, 94), (128, 78)], dark)


def _hat(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """A knitted hat, with hair below its edge."""
    wool, dark = mixed(face.accent, (255, 255, 255), 0.08), mixed(face.accent, (0, 0, 0), 0.22)
    for x in (-rx + 4, rx - 4):
        canvas.oval(HEAD_X + x, 98, 9, 16, face.hair)
    canvas.shape([(84, 92), (100, 80), (118, 92), (136, 80), (152, 92), (168, 82), (174, 70), (82, 70)], face.hair)
    canvas.slice(HEAD_X, 82, rx + 8, 62, 180, 360, wool)
    for x in (-36, -18, 0, 18, 36):
        canvas.line([(HEAD_X + x * 0.55, 26), (HEAD_X + x, 66)], 2.5, dark)
    canvas.box(HEAD_X - rx - 10, 64, HEAD_X + rx + 10, 86, 10, dark)
    canvas.oval(HEAD_X, 18, 13, 13, mixed(wool, (255, 255, 255), 0.35))


def draw_beard(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    """Under the mouth, which is drawn after it; the moustache goes above the lip."""
    hair: Colour = mixed(face.hair, (0, 0, 0), 0.06)
    if face.beard in {"short", "full"}:
        depth = 62 if face.beard == "full" else 50
        canvas.slice(
            HEAD_X, HEAD_Y + 12, rx - 2, depth, 8, 172, mixed(hair, face.skin, 0.0 if depth > 55 else 0.25)
        )
        canvas.oval(HEAD_X, HEAD_Y + 22, rx - 18, 20, face.skin)
    if face.beard in {"moustache", "full"}:
        canvas.shape([(128, 139), (150, 146), (160, 140), (148, 153), (128, 148)], hair)
        canvas.shape([(128, 139), (106, 146), (96, 140), (108, 153), (128, 148)], hair)
