"""Tables whose heads no vocabulary knows, and scales that stand alone in a head."""

from tests.line import claims_of

SHORT = (
    "借出股份最多的港股如下。股票名稱│借出股份數量(百萬)│過去7天變化(%)│沽空比例(%)"
    "騰訊控股(00700.HK)│50.14│1.64%│19.42%美團(03690.HK)│129.95│-0.32%│17.20%快手(01024.HK)│24.91│0.05%│15.98%"
)


def test_a_head_that_nothing_knows_names_the_measure_and_its_scale_counts() -> None:
    claim = next(c for c in claims_of(SHORT) if c.text == "50.14")
    assert (claim.metric, claim.quantity.unit, str(claim.quantity.value)) == ("借出股份數量", "股", "50140000.00")


def test_a_change_over_past_days_is_no_yearly_growth() -> None:
    claim = next(c for c in claims_of(SHORT) if c.text == "1.64%")
    assert (claim.metric, claim.measure, claim.basis) == ("借出股份數量", "growth", "since")
