"""Statements → views: one for each broker and security, current and earlier values apart, headlines only where the text is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extract.draft import Subject
from pipeline.extract.listings import Listings
from pipeline.extract.views.actions import strongest
from pipeline.extract.views.statements import Rating, Statement
from pipeline.model.claim import Action, BrokerView
from pipeline.model.ids import stable_id
from pipeline.model.place import hull

_BASE_SCENARIOS = (None, "基本", "基準", "基礎", "中性")


@dataclass(slots=True)
class _Gathered:
    """The statements of one view while they are gathered."""

    broker: str | None  # canonical
    security: Subject | None
    statements: list[Statement] = field(default_factory=list)

    def of(self, kind: str, *, earlier: bool = False) -> list[Statement]:
        return [s for s in self.statements if s.kind == kind and s.earlier == earlier]

    @property
    def targets(self) -> list[Statement]:
        """The current targets: those of the base case where there are scenarios."""
        own = self.of("target")
        return [s for s in own if s.scenario in _BASE_SCENARIOS] or own


def gather(
    report_id: str, statements: Sequence[Statement], listings: Listings, canonical: Callable[[str], str]
) -> tuple[BrokerView, ...]:
    """The views, by place. `canonical` gives the one name of a broker that is printed in several ways."""
    views = _Views(listings, canonical)
    for statement in (s for s in statements if not s.headline):
        views.add(statement)
    views.share_ratings()
    for statement in (s for s in statements if s.headline):
        views.add_headline(statement)
    views.share_ratings()
    found = [_view(report_id, v) for v in views.gathered if v.of("target") or v.of("rating")]
    return tuple(sorted(found, key=lambda v: (v.span.start, v.span.end, v.view_id)))


class _Views:
    """Views by broker and security. A company's securities have a view each."""

    def __init__(self, listings: Listings, canonical: Callable[[str], str]) -> None:
        self.gathered: list[_Gathered] = []
        self._by_key: dict[tuple[str | None, str | None, str | None], _Gathered] = {}
        self._listings = listings
        self._canonical = canonical

    def add(self, statement: Statement) -> None:
        broker = self._canonical(statement.broker) if statement.broker else None
        key = (broker, *self._key(statement.security, statement))
        view = self._by_key.get(key)
        if view is None:
            view = self._by_key[key] = _Gathered(broker, statement.security)
            self.gathered.append(view)
        view.statements.append(statement)

    def _key(self, security: Subject | None, statement: Statement) -> tuple[str | None, str | None]:
        """The security; one without a ticker is told by its name, and by the currency of its price."""
        if security is None or security.id is not None:
            return (security.id if security else None), None
        return security.name, statement.claim.quantity.unit if statement.kind == "target" and statement.claim else None

    def add_headline(self, statement: Statement) -> None:
        """A headline's statement goes to the view that says the same, or that lacks it; it makes a view of its own only where
        the text has none of that broker on that company."""
        if statement.kind in ("upside", "price"):
            return
        broker = self._canonical(statement.broker) if statement.broker else None
        of_company = [v for v in self.gathered if self._same_company(v.security, statement.security)]
        own = [v for v in of_company if v.broker == broker or broker is None or v.broker is None]
        said = [(v, self._says(v, statement)) for v in own or of_company]
        same = [v for v, says in said if says] or [v for v, says in said if says is None and own]
        if not same and not own and (meant := self._meant(broker, statement)) is not None:
            meant.security = statement.security
            same = [meant]
        for view in same:
            action = None if any(s.action for s in view.statements) else statement.action
            view.statements.append(replace(statement, action=action))
        if not own and not same:
            self.add(statement)

    def _meant(self, broker: str | None, statement: Statement) -> _Gathered | None:
        """The broker's one view that says the same of a company which only stood nearby: the headline knows which is meant."""
        own = [v for v in self.gathered if v.broker == broker]
        loose = [v for v in own if not any(s.exact or s.headline for s in v.statements) and self._says(v, statement)]
        return loose[0] if len(own) == len(loose) == 1 else None

    @staticmethod
    def _says(view: _Gathered, statement: Statement) -> bool | None:
        """Whether a view says what a headline says; None where it leaves that open."""
        if statement.kind == "target":
            values = [s.value for s in view.targets]
            return statement.value in values if values else None
        ratings = [s.rating.text for s in view.of("rating", earlier=statement.earlier) if s.rating]
        return statement.rating is not None and statement.rating.text in ratings if ratings else None

    def share_ratings(self) -> None:
        """A rating is of the company unless its securities have one each: a price of the A shares alone goes with the rating that
        stands beside the price of the H shares, and a rating without any price joins the price of another listing."""
        for view in [v for v in self.gathered if not v.of("rating")]:
            sisters = [
                v
                for v in self.gathered
                if v is not view and v.broker == view.broker and self._same_company(v.security, view.security)
            ]
            rated = [v for v in sisters if v.of("rating")]
            if not rated:
                continue
            view.statements += [s for s in rated[0].statements if s.kind == "rating"]
            if not rated[0].of("target") and not rated[0].of("target", earlier=True):
                self.gathered.remove(rated[0])

    def _same_company(self, one: Subject | None, other: Subject | None) -> bool:
        if one is None or other is None:
            return one is other
        if one.id is None or other.id is None:
            shorter, longer = sorted((one.name, other.name), key=len)
            return longer.endswith(shorter)  # SK 海力士, 南韓 SK 海力士
        return self._listings.company(one.id) == self._listings.company(other.id)


def _view(report_id: str, view: _Gathered) -> BrokerView:
    targets, ratings = view.targets, view.of("rating")
    target = _first(targets)
    quantity = target.claim.quantity if target and target.claim else None
    rating = _first(ratings).rating if ratings else None  # type: ignore[union-attr]
    old_target = _first(view.of("target", earlier=True))
    old_rating = _first(view.of("rating", earlier=True))
    before = old_target.claim.quantity.value if old_target and old_target.claim else None
    upside, price = _first(view.of("upside")), _first(view.of("price"))
    printed = next((s.broker for s in view.statements if s.broker and not s.headline), None)
    security = view.security
    key = (security.id or security.name) if security else None
    return BrokerView(
        view_id=stable_id(
            report_id, "view", view.broker, key, quantity.unit if quantity and security and not security.id else None
        ),
        broker=printed or next((s.broker for s in view.statements if s.broker), None),
        entity=security.name if security else None,
        entity_id=security.id if security else None,
        rating=rating.text if rating else None,
        rating_score=rating.score if rating else None,
        action=_action(
            view, rating, old_rating.rating if old_rating else None, before, quantity.value if quantity else None
        ),
        target_low=quantity.low if quantity else None,
        target_high=quantity.high if quantity else None,
        target_currency=quantity.unit if quantity else None,
        target_horizon=next((s.horizon for s in targets if s.horizon), None),
        previous_rating=old_rating.rating.text if old_rating and old_rating.rating else None,
        previous_target=before,
        reference_price=price.claim.quantity.value if price and price.claim else None,
        reference_date=price.day if price else None,
        upside=upside.percent if upside else None,
        claim_ids=tuple(dict.fromkeys(s.claim.claim_id for s in view.statements if s.claim)),
        span=hull(s.span for s in _together(view.statements, target)),
    )


def _first(statements: Sequence[Statement]) -> Statement | None:
    return statements[0] if statements else None


def _together(statements: Sequence[Statement], target: Statement | None) -> list[Statement]:
    """The statements at the place where the view stands: that of its target, else the first."""
    place = target.place if target else statements[0].place
    return [s for s in statements if s.place == place]


def _action(
    view: _Gathered, rating: Rating | None, old: Rating | None, before: Decimal | None, now: Decimal | None
) -> Action | None:
    said = [s.action for s in view.statements if s.action is not None]
    if rating and old and rating.score and old.score and rating.score != old.score:
        said.append("upgrade" if rating.score > old.score else "downgrade")
    if before is not None and now is not None:
        said.append("raise_target" if now > before else "cut_target" if now < before else "maintain")
    return strongest(said)
