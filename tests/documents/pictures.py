"""Files as a counter's camera, scanner and a person of ill will would send them."""

import io

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
GPS_LATITUDE = 2  # EXIF 2.32, table 15
GPS = 0x8825


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, place: bool = False
) -> bytes:
    """Return a picture, with the place where it was taken if asked."""
    image = Image.new("RGB", size, "white")
    exif = Image.Exif()
    if place:
        exif.get_ifd(GPS)[GPS_LATITUDE] = (14.0, 38.0, 0.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()
