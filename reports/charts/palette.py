"""The chart inks, light and dark, for files that travel without the site's style sheet.

The page itself uses the same names as custom properties (`--mark-1`, `--neg-2`, `--heat-3` …).
"""

from collections.abc import Mapping

#: Tone -> (custom property, light, dark, custom property of text on it).
TONES: Mapping[str, tuple[str, str, str, str]] = {
    "1": ("--mark-1", "#2347c5", "#86a5ff", "--on-mark"),
    "2": ("--mark-2", "#a86200", "#f0b04a", "--on-mark"),
    "3": ("--mark-3", "#0b7a67", "#4cc7ae", "--on-mark"),
    "4": ("--mark-4", "#cf3a26", "#ff8a76", "--on-mark"),
    "5": ("--mark-5", "#9c2f6c", "#f095c2", "--on-mark"),
    "rest": ("--mark-rest", "#70768a", "#8b91a6", "--on-mark"),
    "neg-2": ("--neg-2", "#7a4300", "#f3b451", "--on-mark"),
    "neg-1": ("--neg-1", "#a8650d", "#b07a2a", "--on-mark"),
    "mid-0": ("--mid-0", "#6b7184", "#868da3", "--on-mark"),
    "pos-1": ("--pos-1", "#466fd2", "#6f8cec", "--on-mark"),
    "pos-2": ("--pos-2", "#16338f", "#a9c0ff", "--on-mark"),
    "heat-0": ("--heat-0", "#eef2fb", "#1c2136", "--on-heat-0"),
    "heat-1": ("--heat-1", "#ccd8f6", "#26346b", "--on-heat-1"),
    "heat-2": ("--heat-2", "#a3b9ef", "#31489a", "--on-heat-2"),
    "heat-3": ("--heat-3", "#7596e7", "#4763cc", "--on-heat-3"),
    "heat-4": ("--heat-4", "#2f57c9", "#8eabff", "--on-heat-4"),
    "heat-5": ("--heat-5", "#17307f", "#d3deff", "--on-heat-5"),
    "void": ("--paper", "#ffffff", "#12131f", "--ink-soft"),
}
#: Other properties -> (light, dark).
ROLES: Mapping[str, tuple[str, str]] = {
    "--paper": ("#ffffff", "#12131f"),
    "--ink": ("#1a1b2e", "#f1f1ec"),
    "--ink-soft": ("#51566a", "#aeb3c5"),
    "--rule": ("#cdd3dd", "#383c52"),
    "--edge": ("#767c8f", "#7f859b"),
    "--on-mark": ("#ffffff", "#12131f"),
    "--on-heat-0": ("#1a1b2e", "#f1f1ec"),
    "--on-heat-1": ("#1a1b2e", "#f1f1ec"),
    "--on-heat-2": ("#1a1b2e", "#ffffff"),
    "--on-heat-3": ("#12131f", "#ffffff"),
    "--on-heat-4": ("#ffffff", "#12131f"),
    "--on-heat-5": ("#ffffff", "#12131f"),
}
#: Tones too pale or hollow to stand without an edge.
RINGED = frozenset({"heat-0", "heat-1", "heat-2", "void"})
#: Ordered steps for 1 … 6 pieces of a whole.
STEPS: Mapping[int, tuple[str, ...]] = {
    1: ("heat-4",),
    2: ("heat-2", "heat-5"),
    3: ("heat-1", "heat-3", "heat-5"),
    4: ("heat-1", "heat-3", "heat-4", "heat-5"),
    5: ("heat-0", "heat-1", "heat-3", "heat-4", "heat-5"),
    6: ("heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5"),
}


def light(role: str) -> str:
    """The light colour of a custom property."""
    for name, colour, _dark, _on in TONES.values():
        if name == role:
            return colour
    return ROLES[role][0]
