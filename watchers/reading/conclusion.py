"""From every number of an article to its claims: the rules' reading weighed against all other evidence."""

from dataclasses import replace

from watchers.claims import Claim
from watchers.reading.article import ArticleReader
from watchers.reading.evidence import Candidate, Evidence
from watchers.reading.settle import distinct, placed
from watchers.reading.weighing import Decision, Scales


class Conclusion:
    """What one article says, all its numbers considered; words count by their first `stem` letters."""

    def __init__(self, article: ArticleReader, stem: int) -> None:
        self._article = article
        self.candidates = article.candidates()
        self.evidence = Evidence(article.laid.passage, self.candidates, stem)

    def claims(self, scales: Scales) -> list[Claim]:
        """The claims of the article, each once, with spans in the original title or text."""
        decisions = zip(self.candidates, scales.weigh(self.candidates, self.evidence), strict=True)
        claims = [self._claim(candidate, decision) for candidate, decision in decisions if decision is not None]
        return [placed(claim, self._article.laid) for claim in distinct(claims)]

    def _claim(self, candidate: Candidate, decision: Decision) -> Claim:
        """The claim of a candidate as it was decided, whatever the rules made of it."""
        claim = candidate.claim
        if claim is None or claim.metric is not decision.metric:
            claim = self._article.claim_of(candidate, decision.metric)
        why = {**claim.why, **decision.why}
        return replace(claim, scope=decision.scope, tense=decision.tense, why=why)
