"""What was read, or is being reviewed, against the master data in force."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session, object_session

from ocr_service.forms.result import Alternative, FormResult, Value
from ocr_service.forms.rules import split_list_name
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.reading.masterdata.apply_findings import apply_findings, offered
from ocr_service.reading.masterdata.check_masterdata import Findings, check_masterdata, needs_masterdata
from ocr_service.records.masterdata import ScanMasterdata
from ocr_service.records.scans import ScanField
from ocr_service.usecases.masterdata.master_lists import MasterLists
from ocr_service.usecases.ports import Services


def check_reading(services: Services, packages: Sequence[TemplatePackage], result: FormResult) -> FormResult:
    """The result, checked with the versions that were in force when reading began, which it names from then on."""
    package = next((one for one in packages if one.template.name == result.template), None)
    if package is None or not needs_masterdata(package.template):
        return result
    pinned = {split_list_name(name)[0]: version.id for name, version in package.lists.items()}
    with services.database() as session:
        lists = MasterLists(session, pinned)
        values = {field.path: field.value for field in result.fields}
        findings = check_masterdata(package.template, values, lists)
    return apply_findings(result, findings).model_copy(update={"masterdata": lists.used})


def check_rows(template: Template, rows: Sequence[ScanField]) -> Findings:
    """The values of a form under review, checked with the newest data; the versions are noted with the scan."""
    if not rows or not needs_masterdata(template):
        return Findings()
    session = object_session(rows[0])
    assert session is not None  # rows that are under review were loaded
    lists = MasterLists(session)
    values: Mapping[str, Value] = {row.path: row.value for row in rows}
    findings = check_masterdata(template, values, lists)
    note_versions(session, rows[0].scan_id, lists.used)
    return findings


def offer_candidates(row: ScanField, findings: Findings) -> None:
    """The listed values that are most like the row's, before other readings of it."""
    if row.path in findings.candidates:
        own = [Alternative.model_validate(one) for one in row.alternatives]
        found = offered(own, findings.candidates[row.path], row.text)
        row.alternatives = [one.model_dump(mode="json") for one in found]


def note_versions(session: Session, scan_id: str, used: Mapping[str, str]) -> None:
    """Keeps with the scan which versions it was last checked with, by list."""
    session.execute(delete(ScanMasterdata).where(ScanMasterdata.scan_id == scan_id))
    session.add_all(
        ScanMasterdata(scan_id=scan_id, list_name=name, version=version) for name, version in sorted(used.items())
    )
