# attack: F-7, F-8 Shows markup, scripts, images by path and pictures that are none.
# verdict: full points
# cell: +
from IPython.display import HTML, SVG, Image, Markdown, display
display(HTML("<script>fetch('http://127.0.0.1:@PORT@')</script>"))
display(Markdown("![](../../../../etc/passwd)"))
display({"image/png": "iVBORw0KGgo=", "text/html": "<img src=x onerror=alert(1)>"}, raw=True)
display({"image/png": b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, "application/javascript": "alert(1)"}, raw=True)
