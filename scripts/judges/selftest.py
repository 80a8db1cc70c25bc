"""Whether the judges can say no: one right resource, and for each published rule one that breaks it. A rule that its broken
resource does not break must be in defects.tsv as vacuous, and its repaired form must be broken; and the other way round."""

import contextlib
import copy
import io
import json
import pathlib
import sys
import tempfile

from judge import Judgement, judge, model_faults, read_defects

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
HL7 = "http://terminology.hl7.org/CodeSystem/service-category"
NO_SYSTEM = {"coding": [{"code": "1"}]}


def right():
    person = {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "01824049986"}
    return {
        "resourceType": "Appointment", "meta": {"lastUpdated": "2026-09-01T02:10:00Z"},
        "contained": [
            {"resourceType": "Organization", "id": "n2", "name": "Hjemmesykepleie", "partOf": {"reference": "#n1"},
             "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.102", "value": "95316"}]},
            {"resourceType": "Organization", "id": "n1",
             "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "999944454"}]},
            {"resourceType": "Location", "id": "sted", "type": [{"coding": [{"system": ROLE, "code": "PTRES"}]}]},
            {"resourceType": "Flag", "id": "f1", "status": "active", "subject": {"identifier": person},
             "code": {"coding": [{"system": "urn:flags", "code": "cancelWithComment"}]}}],
        "identifier": [{"system": "urn:a:b", "value": "1", "assigner": {"reference": "#n1"}}], "status": "booked",
        "serviceCategory": [{"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7619", "code": "7"}]}],
        "appointmentType": {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7617", "code": "Hjemmebesok"}]},
        "supportingInformation": [{"reference": "#n2"}, {"reference": "#f1"}],
        "start": "2026-09-02T08:00:00Z", "end": "2026-09-02T08:30:00Z",
        "participant": [{"actor": {"type": "Patient", "identifier": person}, "status": "accepted"},
                        {"actor": {"type": "Location", "reference": "#sted"}, "status": "accepted"}]}


def changed(**values):
    def change(r):
        for name, value in values.items():
            if value is None:
                r.pop(name, None)
            else:
                r[name] = copy.deepcopy(value)
    return change


def contained(index, **values):
    return lambda r: changed(**values)(r["contained"][index])


def category(code, *more):
    def change(r):
        r["serviceCategory"] = [{"coding": [{"system": HL7, "code": code}]}]
        for m in more:
            m(r)
    return change


def flag(code):
    return contained(3, code={"coding": [{"system": "urn:flags", "code": code}]})


def also(resource):
    return lambda r: r["contained"].append(resource)


def patient(**values):
    return lambda r: changed(**values)(r["participant"][0]["actor"])


PERIOD = [{"start": "2026-09-02T08:00:00Z", "end": "2026-09-02T08:30:00Z"}]
SPOILED = {
    "cancelationReason-inv": changed(status="cancelled"),
    "contained-location-must-have-managingorganization": category("27"),
    "hn-app-primary-2": changed(basedOn=[{"reference": "ServiceRequest/1"}]),
    "start-required-inv": changed(start=None, end=None),
    "hn-app-reqperiod-1": changed(status="proposed", start=None, end=None),
    "hn-app-reqperiod-2": changed(requestedPeriod=PERIOD),
    "hn-app-primary-4": changed(extension=[{"url": "http://hl7.no/fhir/StructureDefinition/no-basis-partOf", "valueBoolean": True}]),
    "hn-app-primary-5": changed(extension=[{
        "url": "http://helsenorge.no/fhir/StructureDefinition/hn-basis-postponementreason", "valueBoolean": True}]),
    "serviceCategory-location-type": category("27"),
    "community-services-location-requires-ptres-or-of": contained(2, type=[{"coding": [{"system": ROLE, "code": "HOSP"}]}]),
    "community-services-location-not-both-ptres-and-of":
        also({"resourceType": "Location", "id": "l2", "type": [{"coding": [{"system": ROLE, "code": "OF"}]}]}),
    "community-services-no-dialog-flags": flag("canAcknowledge"),
    "contained-flag-allowed-codes": flag("canDoAnything"),
    "serviceCategory-7-ptres-no-varsling-or-paminnelse": changed(meta={
        "lastUpdated": "2026-09-01T02:10:00Z", "tag": [{"system": "http://helsenorge.no/fhir/varsling", "code": "1"}]}),
    "supportinginformation-organization-partof": contained(0, partOf=None),
    "community-services-requires-kommunikasjonspart-organization": contained(0, identifier=[{"system": "urn:x", "value": "1"}]),
    "virtualservice-or-location-required": lambda r: r["contained"].pop(2),
    "hn-app-proposed-only-servicecategory-7": category("27", changed(status="proposed", requestedPeriod=PERIOD)),
    "hn-app-entered-in-error-requires-start-and-end": changed(status="entered-in-error", requestedPeriod=PERIOD, start=None, end=None),
    "hn-app-specialist-cancelation-reason": category("27", changed(
        status="cancelled", cancelationReason={"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7621", "code": "1"}]})),
    "hn-app-community-cancelation-reason": changed(
        status="cancelled", cancelationReason={"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.8445", "code": "1"}]}),
    "inv-4 (cancelationReason.coding)": changed(cancelationReason=NO_SYSTEM),
    "inv-4 (serviceCategory.coding)": changed(serviceCategory=[NO_SYSTEM]),
    "inv-4 (serviceType.coding)": changed(serviceType=[NO_SYSTEM]),
    "inv-4 (specialty.coding)": changed(specialty=[NO_SYSTEM]),
    "inv-4 (appointmentType.coding)": changed(appointmentType=NO_SYSTEM),
    "inv-4 (participant.type.coding)": lambda r: r["participant"][0].update(type=[NO_SYSTEM]),
    "must-be-max-1000-chars (description)": changed(description="x" * 1001),
    "must-be-max-1000-chars (patientInstruction)": changed(patientInstruction="x" * 1001),
    "appointment-participant-actor-patient-reference-identifier (participant)": patient(identifier=None, display="x"),
    "appointment-participant-actor-patient-reference-reference (participant)": patient(reference="Patient/1"),
    "app-1 (participant)": lambda r: r["participant"].append({"status": "accepted"}),
    "app-2": changed(end=None),
    "app-3": changed(status="noshow", start=None, end=None),
    "app-4": changed(cancelationReason=NO_SYSTEM),
    "dom-2": contained(0, contained=[{"resourceType": "Location", "id": "x"}]),
    "dom-3": also({"resourceType": "Location", "id": "unused"}),
    "dom-4": contained(0, meta={"versionId": "1"}),
    "dom-5": contained(0, meta={"security": [{"code": "x"}]}),
    "dom-6": changed(),
}
NO_MODEL = {
    "an unknown element": changed(cancellationReason=NO_SYSTEM),
    "an unknown element of a contained resource": contained(2, place="x"),
    "a list where one belongs": changed(status=["booked"]),
    "a time that is none": changed(start="2026-09-31T08:00:00Z"),
    "a code that is none": changed(status="planned"),
    "a participant's code that is none": lambda r: r["participant"][0].update(status="perhaps"),
    "a type that was not compared": also({"resourceType": "Medication", "id": "m"}),
}


def main(standards):
    problems = []

    def expect(condition, text):
        if not condition:
            problems.append(text)

    for name, spoil in NO_MODEL.items():
        broken = right()
        spoil(broken)
        expect(model_faults(broken), f"the models take {name}")
    expect(not model_faults(right()), f"the models refuse what is right: {model_faults(right())}")
    judgement = Judgement(standards, read_defects(pathlib.Path(__file__).parent / "defects.tsv") if standards else {})
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = pathlib.Path(name)
        expect(not judge(folder, judgement), "an empty folder passes")
        (folder / "a.json").write_text(json.dumps(right()))
        expect(not judge(folder, judgement), "a folder without Bundles passes")
        (folder / "b.json").write_text(json.dumps({"resourceType": "Bundle", "type": "batch"}))
        expect(judge(folder, judgement), "a folder of right resources does not pass")
        (folder / "c.json").write_text(json.dumps({**right(), "cancellationReason": {"text": "x"}}))
        expect(not judge(folder, judgement), "a folder with one broken resource passes")
    if not standards:
        return finish(problems, f"{len(NO_MODEL)} resources that are no R4")

    expect(judgement.faults(right()) == [], f"what is right is refused: {judgement.faults(right())}")
    names = [rule.name for rule in judgement.rules]
    expect(sorted(names) == sorted(SPOILED), f"rules without a broken resource: {sorted(set(names) ^ set(SPOILED))}")
    for rule in judgement.rules:
        if rule.name not in SPOILED:
            continue
        broken = right()
        SPOILED[rule.name](broken)
        breaks = any(v is not True for v in rule.verdicts(broken))
        errors = [v for v in rule.verdicts(broken) if isinstance(v, str)]
        expect(not errors, f"{rule.name}: {errors}")
        kind = judgement.defects.get(rule.key, ("",))[0]
        expect(breaks == (kind != "vacuous"), f"{rule.name} {'can be broken' if breaks else 'cannot be broken'}, but is '{kind}'")
        for repaired in judgement.repaired:
            if repaired.key == rule.key + ", repaired":
                expect(any(v is False for v in repaired.verdicts(broken)), f"{repaired.name} cannot be broken")
    broken = right()
    broken["participant"][1]["actor"].pop("type")
    expect(any("is empty" in f for f in judgement.faults(broken)), "emptiness passes for truth")
    for element in ("identifier", "appointmentType", "meta"):
        broken = right()
        broken.pop(element)
        found = judgement.faults(broken)
        expect(element == "meta" or any(f.startswith("cardinality") for f in found), f"{element} may be missing")
    finish(problems, f"{len(NO_MODEL)} resources that are no R4 and {len(SPOILED)} that break a rule each")


def finish(problems, what):
    for problem in problems:
        print("self-test: " + problem)
    print(f"self-test: {what}: {'each was found out' if not problems else 'NOT all were found out'}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None)
