# The Python reference over the cases on stdin, for textfsm.ts: prints the seconds of each round.
# Input: {"rounds": N, "cases": [[template, [text, ...]], ...]}
import io
import json
import sys
import time
import warnings

import textfsm

warnings.simplefilter("ignore")
work = json.load(sys.stdin)
machines = [(textfsm.TextFSM(io.StringIO(template)), texts) for template, texts in work["cases"]]
for _ in range(work["rounds"]):
    start = time.perf_counter()
    rows = 0
    for machine, texts in machines:
        for text in texts:
            machine.Reset()
            try:
                rows += len(machine.ParseText(text))
            except textfsm.TextFSMError:
                pass
    print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}), flush=True)
