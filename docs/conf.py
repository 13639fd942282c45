"""How the documentation is built: MyST Markdown, Sphinx, furo; nothing is fetched."""

from importlib.metadata import version as version_of

project = "Commonweave"
author = "The Commonweave contributors"
project_copyright = "The Commonweave contributors, AGPL-3.0-or-later"
version = release = version_of("commonweave")

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Commonweave"
html_show_sphinx = False
html_copy_source = False
