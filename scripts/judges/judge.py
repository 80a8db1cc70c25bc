"""Judges of resources that share no line with us: the R4B models of fhir.resources parse each, and fhirpathpy evaluates the
invariants of Helsenorge's published profile. Prints keys, counts and file names, never a value.

R4B and R4: fhir.resources has no models of R4 (4.0.1). R4B (4.3.0) changed medication definitions, evidence and
subscriptions; Appointment, Bundle, Patient, HealthcareService, Organization, Location, Practitioner and Flag have the same
elements, types, cardinalities and required codes in both, so that what these models refuse is no R4 either. A resource of
another type is not judged but reported, so that this sentence cannot silently stop being true.

An invariant counts as kept only when it is true. Nothing at all ("empty", as for `actor.type = 'Patient'` of an actor
without a type) is no truth, as the validators of HL7 and .NET have it.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree

import fhirpathpy
from fhir.resources.R4B import get_fhir_model_class
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

SAME_IN_R4 = {"Appointment", "Bundle", "Patient", "HealthcareService", "Organization", "Location", "Practitioner", "Flag"}
R4 = models["r4"]


# --- the models -------------------------------------------------------------------------------------------------------


def model_faults(resource):
    """What the R4B models, and their required codes, hold against a resource: places and kinds of fault, no values."""
    kind = resource.get("resourceType")
    inside = {kind} | {r.get("resourceType") for r in resources_inside(resource)}
    if not inside <= SAME_IN_R4:
        return [f"a type that was not compared between R4 and R4B: {sorted(map(str, inside - SAME_IN_R4))}"]
    try:
        model = get_fhir_model_class(kind).model_validate(resource)
    except Exception as fault:
        errors = fault.errors() if hasattr(fault, "errors") else [{"loc": (), "type": type(fault).__name__}]
        return [".".join(map(str, e["loc"])) + ": " + e["type"] for e in errors]
    return list(code_faults(model, kind))


def resources_inside(resource):
    yield from resource.get("contained", [])
    for entry in resource.get("entry", []):
        if "resource" in entry:
            yield entry["resource"]


def code_faults(model, path):
    """The models parse any code; the required ones stand beside them."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name, None)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        for item in value if isinstance(value, list) else [value]:
            if hasattr(type(item), "model_fields"):
                yield from code_faults(item, f"{path}.{name}")
            elif item is not None and extra.get("enum_values") and str(item) not in extra["enum_values"]:
                yield f"{path}.{name}: not one of its required codes"


# --- the invariants ---------------------------------------------------------------------------------------------------


class Rule:
    def __init__(self, key, path, severity, expression, origin):
        self.key, self.path, self.severity, self.expression, self.origin = key, path, severity, expression, origin
        self.compiled = None

    @property
    def name(self):
        return self.key if "." not in self.path else f"{self.key} ({self.path.split('.', 1)[1]})"

    # The one that is judged, for resolve().
    resource = None

    def verdicts(self, resource):
        """True, False or None (empty) for each place the rule is about; an error is told as text."""
        try:
            if self.compiled is None:
                self.compiled = fhirpathpy.compile(self.expression, R4, RESOLVING)
            Rule.resource = resource
            places = [resource] if "." not in self.path else [
                p for p in fhirpathpy.evaluate(resource, self.path, {}, R4)]
            return [self.verdict(self.compiled(p, {"resource": resource, "rootResource": resource})) for p in places]
        except Exception as fault:
            return [f"cannot be evaluated: {type(fault).__name__}: {str(fault)[:80]}"]

    @staticmethod
    def verdict(result):
        return None if result == [] else result == [True]


def resolve(references):
    """For what we refer to: contained resources."""
    found = []
    for reference in references:
        target = reference.get("reference", "") if isinstance(reference, dict) else reference
        if isinstance(target, str) and target.startswith("#"):
            found += [ResourceNode.create_node(r, r["resourceType"])
                      for r in Rule.resource.get("contained", []) if r.get("id") == target[1:]]
    return found


RESOLVING = {"userInvocationTable": {"resolve": {"fn": resolve, "arity": {0: []}}}}


def profile_rules(standards):
    file = standards / "fhir/hn-StructureDefinition-hn-basis-appointment.json"
    profile = json.loads(file.read_text())
    for element in profile["differential"]["element"]:
        for c in element.get("constraint", []):
            yield Rule(c["key"], element["path"], c["severity"], c["expression"], "hn-basis-appointment " + profile["version"])


def base_rules(standards):
    """R4's own, as the Norwegian base profile repeats them; ele-1 and ext-1 are the models' matter. dom-3 looks for
    references by `as(canonical)`, which fhirpathpy does not know of; ours are all in `reference`."""
    space = {"f": "http://hl7.org/fhir"}
    root = xml.etree.ElementTree.parse(standards / "fhir/no-basis-Appointment.StructureDefinition.xml").getroot()
    for element in root.iter("{http://hl7.org/fhir}element"):
        path = element.find("f:path", space).get("value")
        for c in element.findall("f:constraint", space):
            key, expression = (c.find(f"f:{n}", space) for n in ("key", "expression"))
            if key.get("value") in ("ele-1", "ext-1") or expression is None:
                continue
            text = expression.get("value")
            if key.get("value") == "dom-3":
                text = "contained.where((('#' + id) in %resource.descendants().reference).not()).empty()"
            yield Rule(key.get("value"), path, c.find("f:severity", space).get("value"), text, "no-basis-Appointment")


def cardinality_faults(standards):
    """Checks of the profile's `min` and `max` for elements that are no slices."""
    profile = json.loads((standards / "fhir/hn-StructureDefinition-hn-basis-appointment.json").read_text())
    limits = [(e["path"].split(".")[1:], e.get("min"), e.get("max")) for e in profile["differential"]["element"]
              if ":" not in e["id"] and "." in e["path"] and (e.get("min") is not None or e.get("max") is not None)]

    def faults(resource):
        for steps, least, most in limits:
            parents = [resource]
            for step in steps[:-1]:
                parents = [c for p in parents if step in p for c in (p[step] if isinstance(p[step], list) else [p[step]])]
            for parent in parents:
                value = parent.get(steps[-1])
                count = 0 if value is None else len(value) if isinstance(value, list) else 1
                if least is not None and count < least or most not in (None, "*") and count > int(most):
                    yield f"cardinality of {'.'.join(steps)}"

    return faults


def read_defects(file):
    defects = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            key, kind, reason, repaired = (line.split("\t") + [""])[:4]
            defects[key] = (kind, reason, repaired)
    return defects


# --- judging ----------------------------------------------------------------------------------------------------------


class Judgement:
    def __init__(self, standards, defects):
        self.defects = defects
        self.rules = [*profile_rules(standards), *base_rules(standards)] if standards else []
        self.cardinalities = cardinality_faults(standards) if standards else lambda _: []
        unknown = set(defects) - {r.key for r in self.rules}
        if standards and unknown:
            sys.exit(f"defects.tsv names rules that are not published: {sorted(unknown)}")
        self.repaired = [Rule(r.key + ", repaired", r.path, r.severity, defects[r.key][2], "defects.tsv")
                         for r in self.rules if r.key in defects and defects[r.key][2]]

    def faults(self, resource, counts=None):
        """Everything held against a resource, known impossibilities left out."""
        found = model_faults(resource)
        if resource.get("resourceType") != "Appointment" or not self.rules:
            return found
        found += self.cardinalities(resource)
        for rule in self.rules + self.repaired:
            verdicts = rule.verdicts(resource)
            wrong = [v for v in verdicts if v is not True]
            if counts is not None:
                entry = counts.setdefault(rule.name, [0, 0, rule])
                entry[0] += len(verdicts)
                entry[1] += len(wrong)
            if self.defects.get(rule.key, ("",))[0] == "impossible":
                continue
            found += [rule.name + (f" {v}" if isinstance(v, str) else " is empty" if v is None else "") for v in wrong]
        return found


def judge(folder, judgement):
    counts, types, failed = {}, {}, 0
    files = sorted(folder.glob("*.json"))
    for file in files:
        resource = json.loads(file.read_bytes())
        types[resource.get("resourceType")] = types.get(resource.get("resourceType"), 0) + 1
        faults = judgement.faults(resource, counts)
        if faults:
            failed += 1
            if failed <= 10:
                print(f"  {file.name}: {'; '.join(sorted(set(faults)))}")
    print(f"resources: {', '.join(f'{n} {t}' for t, n in sorted(types.items())) or 'none'}; {failed} with something against them")
    if counts:
        print(f"{'invariant':<72}{'evaluated':>10}{'not true':>10}")
        for name, (evaluated, wrong, rule) in counts.items():
            kind = judgement.defects.get(rule.key, ("",))[0]
            note = f"  {rule.severity}{', ' if kind else ''}{kind}"
            print(f"{name:<72}{evaluated:>10}{wrong:>10}{note}")
        print("known defects of the published rules:")
        for key, (kind, reason, repaired) in judgement.defects.items():
            print(f"  {key}: {kind}: {reason}{'; judged repaired as well' if repaired else ''}")
    if not types.get("Appointment") or not types.get("Bundle"):
        print("too little was judged: there must be Appointments and Bundles")
        return False
    return failed == 0


if __name__ == "__main__":
    where = pathlib.Path(__file__).parent
    standards = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else None
    ready = Judgement(standards, read_defects(where / "defects.tsv") if standards else {})
    sys.exit(0 if judge(pathlib.Path(sys.argv[1]), ready) else 1)
