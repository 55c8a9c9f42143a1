"""The listings of one company: its shares in Hong Kong, on the mainland, in Taiwan and New York are securities of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.recognise import Mentions
from pipeline.vocabulary import Vocabulary

_MARKETS = {"HK": "HK", "SH": "CN", "SZ": "CN", "BJ": "CN", "US": "US", "TW": "TW", "TWO": "TW"}
_CURRENCIES = {"HK": "HKD", "CN": "CNY", "US": "USD", "TW": "TWD"}


def market_of(entity_id: str | None) -> str | None:
    """HK of 1810.HK, CN of 600519.SH."""
    return _MARKETS.get((entity_id or "").rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class Listings:
    """`company` of a ticker is the ticker by which its company is known; `securities` has the ticker by company and market."""

    companies: Mapping[str, str] = field(default_factory=dict)
    securities: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def company(self, entity_id: str) -> str:
        return self.companies.get(entity_id, entity_id)

    def sister(self, entity_id: str, market: str) -> str | None:
        """The ticker of the same company in a market; its own where that is its own market."""
        if market_of(entity_id) == market:
            return entity_id
        return self.securities.get((self.company(entity_id), market))

    def priced_in(self, entity_id: str, currency: str | None) -> str:
        """The security that a price in a currency is of: a price in dollars is that of a company's American shares, where it is
        known to have some; else it is of the security itself."""
        market = next((m for m, c in _CURRENCIES.items() if c == currency), None)
        return (self.sister(entity_id, market) if market else None) or entity_id


def listings_of(every: Sequence[Mentions], homes: Mapping[str, str]) -> Listings:
    """What the note prints of one name's tickers, over what the vocabulary knows. `homes`: ticker → that of the company."""
    companies = dict(homes)
    securities: dict[tuple[str, str], str] = {}
    for other, home in homes.items():
        securities.setdefault((home, market_of(home) or ""), home)
        securities.setdefault((home, market_of(other) or ""), other)
    printed: set[tuple[str, str]] = set()
    named: dict[str, str] = {}
    for name, entity_id in _printed(every):
        home = named.setdefault(name, companies.get(entity_id, entity_id))
        companies.setdefault(entity_id, home)
        place = (companies[entity_id], market_of(entity_id) or "")
        if place not in printed:
            printed.add(place)
            securities[place] = entity_id
    return Listings(companies, securities)


def _printed(every: Sequence[Mentions]) -> Iterable[tuple[str, str]]:
    return ((n.canonical, n.id) for m in every for n in m.names if n.kind == "entity" and n.id)


def cross_listings(vocabulary: Vocabulary) -> dict[str, str]:
    """Ticker → the ticker by which the vocabulary knows its company."""
    return vocabulary["cross_listings"].column("listed_as")
