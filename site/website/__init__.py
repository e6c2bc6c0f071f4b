"""The website: settings, URLs, whole pages and the apps that only this site has.

`site/` is a folder on the path, not a package. Servers are started with that folder alone on the path,
so the project root, where `surveys`, `reports` and `comments` live, is added here.
"""

import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])
if _ROOT not in sys.path:
    sys.path.insert(0, _ROOT)
