# attack: E-12 Hands in an archive with a notebook's name, which unpacks to a thousand times its size.
# verdict: invalid: ZIP archive
# notebook:
import io
import zipfile

def edit(notebook):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vault.ipynb", bytes(32 << 20))
    return packed.getvalue()
