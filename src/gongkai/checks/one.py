"""Every rule on one report, and on two years of one organ."""

from __future__ import annotations

from gongkai.checks.across import compare_years
from gongkai.checks.content import check_content
from gongkai.checks.denials import check_denials
from gongkai.checks.findings import Ledger
from gongkai.checks.form import check_form
from gongkai.checks.identities import check_identities
from gongkai.checks.identity import check_identity
from gongkai.checks.outcomes import check_outcomes
from gongkai.checks.parts import check_parts
from gongkai.checks.percent import check_percentages
from gongkai.checks.prose import check_prose
from gongkai.checks.values import check_values
from gongkai.checks.years import check_years
from gongkai.model import Finding, Report


def check_report(report: Report) -> tuple[Finding, ...]:
    """Every rule on one report: FAIL, UNCERTAIN and NOT_ASSESSABLE with their evidence, worst first, then one PASS
    for each rule that was applied and held. A rule that does not concern the report gives nothing."""
    ledger = Ledger(report)
    for check in (
        check_identities,
        check_values,
        check_prose,
        check_denials,
        check_outcomes,
        check_percentages,
        check_parts,
        check_form,
        check_content,
        check_years,
        check_identity,
    ):
        check(report, ledger)
    return ledger.findings()


def check_pair(previous: Report, current: Report) -> tuple[Finding, ...]:
    """Two years of one organ: carry-over, stock, repeated tables and text. Cells and spans are those of ``current``.

    Reports of different organs, or of years that do not follow each other, give one NOT_ASSESSABLE."""
    ledger = Ledger(current, key=f"{previous.organ} {previous.year}")
    compare_years(previous, current, ledger)
    return ledger.findings()
