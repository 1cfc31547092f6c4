"""From every number of an article to its claims: the rules' reading weighed against all other evidence."""

from collections.abc import Mapping
from dataclasses import replace

from watchers.claims import Claim
from watchers.reading.article import ArticleReader
from watchers.reading.crediting import Crediting
from watchers.reading.evidence import Candidate, Evidence
from watchers.reading.settle import distinct, placed
from watchers.reading.weighing import Decision, Scales


class Conclusion:
    """What one article says, all its numbers considered; words count by their first `stem` letters."""

    def __init__(self, article: ArticleReader, stem: int) -> None:
        self._article = article
        self.candidates = article.candidates()
        self.evidence = Evidence(article.laid.passage, self.candidates, stem)
        self._crediting = Crediting(article.laid.passage, article.attribution)

    def claims(self, scales: Scales) -> list[Claim]:
        """The claims of the article, each once, with spans in the original title or text."""
        decisions = zip(self.candidates, scales.weigh(self.candidates, self.evidence), strict=True)
        claims = [self._claim(candidate, decision, scales) for candidate, decision in decisions if decision is not None]
        return [placed(claim, self._article.laid) for claim in distinct(claims)]

    def on_claimants(self, candidate: Candidate) -> Mapping[str, list[str]]:
        """What speaks for and against each claimant that the article names."""
        credit = self._article.attribution.credit(candidate.sentence, candidate.number)
        return self._crediting.on_claimants(candidate, credit.claimant, own=credit.own)

    def _claim(self, candidate: Candidate, decision: Decision, scales: Scales) -> Claim:
        """The claim of a candidate as it was decided, whatever the rules made of it."""
        claim = candidate.claim
        if claim is None or claim.metric is not decision.metric:
            claim = self._article.claim_of(candidate, decision.metric)
        why = {**claim.why, **decision.why}
        claimant = scales.credit(self.on_claimants(candidate))
        if claimant != claim.claimant:
            why["claimant"] = self._crediting.words(claimant) or "nobody is named"
        return replace(claim, scope=decision.scope, tense=decision.tense, claimant=claimant, why=why)
