"""How the documentation is built: dev/docs runs Sphinx with this."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

project = "Prepaid Hours"
author = "Prepaid Hours contributors"
project_copyright = author
language = "en"

extensions = ["myst_parser", "prepaid", "published"]
exclude_patterns = ["_*", "examples", "locale", "README.md", "Thumbs.db"]
templates_path = ["_templates"]
nitpicky = True

# Markdown: anchors for headings, so that links to them are checked.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
myst_all_links_external = False

# Translations: one file for all pages; dev/docs compiles it.
gettext_compact = "docs"
gettext_location = False
gettext_auto_build = False
locale_dirs = ["locale"]

html_theme = "furo"
html_title = "Prepaid Hours"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#714b67"},
    "dark_css_variables": {"color-brand-primary": "#c9a3bd"},
}
