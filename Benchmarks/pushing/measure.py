#!/usr/bin/env python3
"""Runs the client, h2load and python's requests against the server in turns and judges the client; see
scripts/benchmark-pushing.

usage: measure.py PUSHING PYTHON FOLDER URL COUNT-URL RUNS COUNT
"""
import json
import os
import re
import statistics
import subprocess
import sys
import urllib.request

PER_SECOND_MIN = 12_000
# At 64 in flight, of what it is at 16.
SHARE_AT_64_MIN = 0.8
CPU_US_MAX = 60
CPU_US_DPOP_MAX = 150
BODIES_PER_SECOND_MIN = 300_000
CLIENT_CORE = 0

pushing, python, folder, url, count_url = sys.argv[1:6]
runs, count = int(sys.argv[6]), int(sys.argv[7])
authority = os.path.join(folder, "ca.pem")
key = os.path.join(folder, "server.key")
body = os.path.join(folder, "body.json")
missed = []


def served():
    """Requests the server has answered since its start, from its own count; this question is one of them."""
    with urllib.request.urlopen(count_url) as answer:
        return int(answer.read().decode().split("\n")[2].split()[2])


def alone():
    """What a measured process begins with: its core, and with REALTIME a turn before everybody else's."""
    os.sched_setaffinity(0, {CLIENT_CORE})
    if os.environ.get("REALTIME"):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(5))


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=sys.stderr, preexec_fn=alone)
    return result.returncode, result.stdout.decode()


def client(*arguments):
    """One whole process; its figures."""
    code, said = run([pushing, *map(str, arguments)])
    if code != 0:
        missed.append(f"`pushing {' '.join(map(str, arguments))}` ended with {code}: {said.strip()}")
    return json.loads(said) if said.strip() else None


def put(in_flight, *flags):
    before = served()
    figures = client("put", url, authority, count, in_flight, *flags)
    # Beside the measured ones: those that warm up, the token, and the question itself.
    came = served() - before - 1 - 160 - (1 if flags else 0)
    if came != count:
        missed.append(f"{in_flight} in flight: {count} requests were sent, the server counts {came}")
    return figures


def three(values, form="{:.0f}"):
    return " / ".join(form.format(value) for value in (min(values), statistics.median(values), max(values)))


def row(name, figures):
    rates = [figure["per_second"] for figure in figures if figure]
    costs = [figure["cpu_us"] for figure in figures if figure]
    lost = sum(figure.get("lost", 0) for figure in figures if figure)
    if not rates:
        return 0, 0
    print(f"{name:34} {three(rates):>26}   {three(costs, '{:.1f}'):>22}   {lost:.0f}", flush=True)
    return statistics.median(rates), statistics.median(costs)


def bound(holds, words):
    if not holds:
        missed.append(words)


print(f"client on core {CLIENT_CORE}, min / median / max of {runs} runs of {count:,} requests")
# One thread and nothing to wait for: by its own time, so that what else the machine does does not count.
rate = statistics.median(1e6 / client("bodies", 500_000)["cpu_us"] for _ in range(runs))
print(f"writing the body: {rate:,.0f} a second of one core")
bound(rate >= BODIES_PER_SECOND_MIN, f"{rate:,.0f} bodies a second, the bound is {BODIES_PER_SECOND_MIN:,}")
print(f"{'':34} {'requests a second':>26}   {'CPU, us a request':>22}   lost")
# In turns, so that what else the machine does falls on all of them.
at16, at64, dpop = [], [], []
for _ in range(runs):
    at16.append(put(16))
    at64.append(put(64))
    dpop.append(put(16, "--dpop", key))
rate16, cost16 = row("16 in flight", at16)
rate64, cost64 = row("64 in flight", at64)
_, cost_dpop = row("16 in flight, DPoP (ES256)", dpop)
bound(rate16 >= PER_SECOND_MIN, f"{rate16:,.0f} requests a second at 16 in flight, the bound is {PER_SECOND_MIN:,}")
bound(rate64 >= SHARE_AT_64_MIN * rate16, f"at 64 in flight {rate64 / rate16:.2f} of what it is at 16, the bound is {SHARE_AT_64_MIN}")
bound(max(cost16, cost64) <= CPU_US_MAX, f"{max(cost16, cost64):.1f} us of CPU a request, the bound is {CPU_US_MAX}")
bound(cost_dpop <= CPU_US_DPOP_MAX, f"{cost_dpop:.1f} us of CPU a request with DPoP, the bound is {CPU_US_DPOP_MAX}")

with open(body, "wb") as file:
    file.write(subprocess.run([pushing, "body"], stdout=subprocess.PIPE).stdout)
address = url + "/timeavtaler/api/v1/Appointment"
for in_flight in (16, 64):
    # It knows no PUT by flag; the method stands in the header fields.
    _, said = run(["h2load", "--h1", "-n", str(count), "-c", str(min(in_flight, 16)), "-m", str(max(1, in_flight // 16)),
                   "-t", "1", "-H", ":method: PUT", "-d", body, "-H", "content-type: application/fhir+json", address])
    found = re.search(r"finished in .*?, ([0-9.]+) req/s", said)
    print(f"information: h2load --h1, {in_flight} in flight: {float(found.group(1)) if found else 0:,.0f} a second")
script = """
import requests, sys, time
from concurrent.futures import ThreadPoolExecutor
address, authority, body, count, threads = sys.argv[1:]
data = open(body, 'rb').read()
def some(count):
    session = requests.Session()
    for _ in range(count):
        session.put(address, data=data, headers={'content-type': 'application/fhir+json'},
                    verify=authority).raise_for_status()
start = time.monotonic()
with ThreadPoolExecutor(int(threads)) as pool:
    list(pool.map(some, [int(count) // int(threads)] * int(threads)))
print(int(count) / (time.monotonic() - start))
"""
if os.path.exists(python):
    for threads in (1, 16):
        code, said = run([python, "-c", script, address, authority, body, "4000", str(threads)])
        if code == 0:
            print(f"information: python3 with requests, {threads} threads: {float(said):,.0f} a second")
for line in missed:
    print(f"MISSED: {line}")
sys.exit(1 if missed else 0)
