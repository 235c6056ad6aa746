"""What keeps a sentence from being understood without the one before it."""

from __future__ import annotations

import re

# "It is estimated that 1 in 1,000 …" points to what follows; "it is not known whether it is safe" does not.
_IT = (
    r"it(?! (?:is|was|has been|may be|can be) (?:\w+ ){0,2}?(?:(?:estimated|thought|believed|known|likely|unlikely"
    r"|possible|important|recommended|advised|suggested|assumed|expected|reported) that"
    r"|(?:not known|unknown|unclear|uncertain) (?:how|what|why|whether)) (?!(?:it|they|this|these|he|she)\b))"
)
# A sentence that begins so points to the one before it. "There is no cure for gout" names its subject itself.
POINTS_BACK = re.compile(
    r"(?:(?:and|but|so|or|yet|however|therefore|thus|hence|moreover|furthermore|also|additionally|instead|otherwise"
    r"|similarly|conversely|nevertheless|nonetheless|meanwhile|then|again|likewise|consequently|as a result"
    r"|in (?:(?:addition|contrast)(?! (?:to|with)\b)|this|that|these|those|such)|by contrast|on the other hand"
    r"|for (?:example|instance)"
    r"|of (?:these|those|them)|among (?:these|those|them)|this|that|these|those|such|"
    + _IT
    + r"|its|they|their|them|he|she"
    r"|his|her|both|neither|here|there(?! (?:is|are|was|were|has|have|may|can|exists?)\b)"
    r"|the (?:former|latter|same|other|others|above|following)|same|another"
    r"|(?:one|some|most|many|all|none|half|two|three|several|each) of (?:these|those|them|which)"
    r"|(?:while|although|though|because|since|as|if|when|unless|once|unlike|despite) (?:this|that|these|those|such|it"
    r"|they|them)(?! (?:who|with|in|at|over|under|aged|of|whose)\b)"
    r"|(?:when|if|once) (?:found|seen|given|taken|used|present|left|\w+ed)\b[^,]{0,60}, (?:it|they|this|these)"
    r"|(?:many|most|some|several|few|others) (?:can|may|are|is|have|do|were|will|also)"
    r"|(?:\w+ ){1,3}(?:it|them))\b)",
    re.IGNORECASE,
)
# "Those who have never had opioids": who is meant is said behind it, though a study means those of its own.
NAMES_WHOM = re.compile(
    r"those (?:who|whose|with|without|aged|over|under|taking|having|on|in whom|for whom)\b", re.IGNORECASE
)
# Words inside a sentence that name something only an earlier one introduced.
NAMES_ANOTHERS = re.compile(
    r"\b(?:this|that|these|those|the same|said) (?:trial|study|studies|cohort|series|review|analysis|meta-analysis"
    r"|registry|survey|report|guideline|panel|label|summary|patients|people|women|men|children|group|population"
    r"|drug|regimen|figure|table|source)s?\b",
    re.IGNORECASE,
)
