"""The field for photos of a proof."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from households.forms import TokenForm
from points.models.evidence import MOST_PER_RECORD
from points.photos import MOST_BYTES, TOO_LARGE, BadPhoto, Prepared, prepare

HELP: Final = f"最多{MOST_PER_RECORD}张，JPG、PNG 或 WebP，每张不超过 10 MB。"

KINDS: Final = "image/jpeg,image/png,image/webp"
"""Naming them makes an iPhone send a JPEG of its HEIC photos."""


class PhotosInput(forms.FileInput):
    """Several files at once.

    static/js/photo-upload.js goes by `data-photos`, the most there may be: it makes photos smaller
    before they are sent. A page with such a field loads it.
    """

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": KINDS, "data-photos": MOST_PER_RECORD})


class PhotosField(forms.Field):
    """At most six photos, made anew by `points.photos`; gives a list of Prepared."""

    widget = PhotosInput
    default_error_messages = {"required": "请选择照片。"}

    def __init__(self, *, label: str = "佐证照片", help_text: str = HELP, **kwargs: Any) -> None:
        super().__init__(label=label, help_text=help_text, **kwargs)

    def clean(self, value: list[UploadedFile] | None) -> list[Prepared]:
        """The photos; each that is none is refused by the name of its file."""
        files = value or []
        self.validate(files)
        if len(files) > MOST_PER_RECORD:
            told = f"一次最多{MOST_PER_RECORD}张照片，您选了{len(files)}张，请少选几张。"
            raise forms.ValidationError(told)
        photos: list[Prepared] = []
        wrong: list[str] = []
        for file in files:
            try:
                photos.append(prepared(file))
            except BadPhoto as error:
                wrong.append(f"“{file.name}”：{error}")
        if wrong:
            raise forms.ValidationError(wrong)
        return photos


class EvidenceForm(TokenForm):
    photos = PhotosField()


def prepared(file: UploadedFile) -> Prepared:
    """One photo that was sent, made anew. Raises BadPhoto."""
    # By its size first: a file may be larger than the memory there is.
    if (file.size or 0) > MOST_BYTES:
        raise BadPhoto(TOO_LARGE)
    return prepare(file.read())
