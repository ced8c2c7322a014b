"""The Swedish analysis: from a text to what is indexed, from a searched word to what is sought."""

from mediahub.search.analysis.swedish import Analysis
from mediahub.search.analysis.terms import Explanation, QueryTerms, Term, Token

__all__ = ["Analysis", "Explanation", "QueryTerms", "Term", "Token"]
