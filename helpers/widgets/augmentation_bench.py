"""AugmentationBench: every image augmentation by slider on one real image, and whether its label survives."""

from __future__ import annotations

import base64

import traitlets

from ..course.files import ROOT
from .base import Choice, CourseWidget, Flag, Number, Whole, plain, shipped

DATA = ROOT / "data" / "augmentation_images.json"
SIDE = 64
CHANGES, DOUBTFUL, KEEPS = "changes the label", "doubtful", "keeps the label"


class AugmentationBench(CourseWidget):
    """A small image and eleven transforms, each with a slider. ``bench.verdict`` says whether the label survives.

    They are applied in this order: flips, zoom, rotation, shift; blur; brightness, contrast, saturation and hue; noise;
    erasing; mixing with a second image. ``bench.verdicts`` is a dict transform -> (verdict, reason).

    Args:
        picture: "temple" or "flower", crops of two photographs, or "six", a handwritten 6.
        flip, flip_vertical: mirrored left-right, top-bottom; rotate: degrees, anticlockwise; zoom: a factor, above 1 it
        crops; right, down: shift as a share of the image; brightness: added; contrast: a factor; saturation: a factor;
        hue: degrees; noise: standard deviation; blur: standard deviation in pixels; erase: side of the black square as
        a share; mix: share of the other image; seed: of noise and of the square's place.
    """

    MODULE = "augmentation_bench"
    CONTROLS = (
        "picture",
        "flip",
        "flip_vertical",
        "rotate",
        "zoom",
        "right",
        "down",
        "brightness",
        "contrast",
        "saturation",
        "hue",
        "noise",
        "blur",
        "erase",
        "mix",
        "seed",
        "reset",
    )

    picture = Choice(("temple", "flower", "six"))
    flip = Flag(False)
    flip_vertical = Flag(False)
    rotate = Number(0, -180, 180)
    zoom = Number(1, 0.5, 3)
    right = Number(0, -0.6, 0.6)
    down = Number(0, -0.6, 0.6)
    brightness = Number(0, -0.6, 0.6)
    contrast = Number(1, 0, 2)
    saturation = Number(1, 0, 3)
    hue = Number(0, -180, 180)
    noise = Number(0, 0, 0.5)
    blur = Number(0, 0, 6)
    erase = Number(0, 0, 0.9)
    mix = Number(0, 0, 1)
    seed = Whole(1, 1, 999)
    _images = traitlets.Dict().tag(sync=True)

    def __init__(self, **state):
        super().__init__(**state)
        self._images = shipped(DATA)

    @property
    def original(self):
        """The image before any transform, ``(64, 64, 3)`` in [0, 1]."""
        import numpy as np

        return np.frombuffer(base64.b64decode(shipped(DATA)[self.picture]), np.uint8).reshape(SIDE, SIDE, 3) / 255

    @property
    def verdicts(self) -> dict[str, tuple[str, str]]:
        """Each transform in use -> (verdict, reason)."""
        digit = self.picture == "six"
        found = {}
        if self.flip:
            found["flip"] = (
                (CHANGES, "a mirrored 6 is no digit")
                if digit
                else (KEEPS, f"a mirrored {self.picture} is a {self.picture}")
            )
        if self.flip_vertical:
            found["flip top-bottom"] = {
                "six": (CHANGES, "a 6 on its head is nearer to a 9"),
                "temple": (DOUBTFUL, "no camera sees a temple on its head"),
                "flower": (KEEPS, "flowers are seen from all sides"),
            }[self.picture]
        if self.rotate:
            found["rotate"] = self._turned(abs(self.rotate))
        bounds = {
            "zoom": (self.zoom, self.zoom > 2 or self.zoom < 0.6, "too little of it is left to see"),
            "shift": (
                max(abs(self.right), abs(self.down)),
                max(abs(self.right), abs(self.down)) > 0.35,
                "much of it has left the image",
            ),
            "brightness": (self.brightness, abs(self.brightness) > 0.4, "light and dark parts become the same"),
            "contrast": (self.contrast, self.contrast < 0.25, "almost everything is the same grey"),
            "saturation": (
                self.saturation,
                self.picture == "flower" and self.saturation < 0.3,
                "for flowers the colour may be the label",
            ),
            "hue": (
                self.hue,
                not digit and abs(self.hue) > 45,
                "for flowers the colour may be the label"
                if self.picture == "flower"
                else "no photograph has such colours",
            ),
            "noise": (self.noise, self.noise > 0.3, "the noise is as strong as the image"),
            "blur": (self.blur, self.blur > 3, "what tells the classes apart is washed out"),
            "erase": (self.erase, self.erase > 0.5, "what tells the classes apart may be gone"),
        }
        neutral = {"zoom": 1, "contrast": 1, "saturation": 1}
        for name, (value, too_much, reason) in bounds.items():
            if value != neutral.get(name, 0):
                found[name] = (DOUBTFUL, reason) if too_much else (KEEPS, "as in another photograph of the same thing")
        if self.mix:
            found["mix"] = (
                CHANGES,
                f"the target is mixed, too: {1 - self.mix:.2f} {self.picture}, {self.mix:.2f} {self.other}",
            )
        return found

    def _turned(self, angle):
        if self.picture == "flower":
            return KEEPS, "flowers are seen from all sides"
        if self.picture == "six" and angle > 120:
            return CHANGES, "turned by half a circle, a 6 is a 9"
        if angle > (25 if self.picture == "six" else 30):
            return DOUBTFUL, "will such an image ever come in practice?"
        return KEEPS, "cameras and hands are never quite straight"

    @property
    def other(self) -> str:
        """The image that is mixed in."""
        return "temple" if self.picture == "flower" else "flower"

    @property
    def verdict(self) -> str:
        """The worst of all verdicts."""
        found = [verdict for verdict, _ in self.verdicts.values()]
        return next((word for word in (CHANGES, DOUBTFUL) if word in found), KEEPS)

    def describe(self) -> str:
        used = "; ".join(f"{name} {verdict} ({reason})" for name, (verdict, reason) in self.verdicts.items())
        return f"{self.picture}: {used}. Together: {self.verdict}." if used else f"{self.picture}: unchanged."

    def _page_state(self):
        return {**super()._page_state(), "_images": plain(self._images)}


def made() -> dict:
    """The shipped images, made anew from scikit-learn's photographs and digits (needs Pillow)."""
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits, load_sample_image

    crops = {"temple": ("china.jpg", (40, 15, 390, 365)), "flower": ("flower.jpg", (150, 65, 460, 375))}
    found = {}
    for name, (file, box) in crops.items():
        small = Image.fromarray(load_sample_image(file)).crop(box).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        found[name] = base64.b64encode(np.asarray(small).tobytes()).decode("ascii")
    digits = load_digits()
    six = Image.fromarray((digits.images[digits.target == 6][0] / 16 * 255).astype(np.uint8)).resize(
        (SIDE, SIDE), Image.Resampling.BICUBIC
    )
    found["six"] = base64.b64encode(np.repeat(np.asarray(six)[:, :, None], 3, axis=2).tobytes()).decode("ascii")
    return found
