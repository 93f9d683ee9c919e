"""Runs a command and prints, as one JSON line, how it ended and what it and all its children cost."""
import json
import resource
import subprocess
import sys

with open(sys.argv[1], "w") as log:
    code = subprocess.call(sys.argv[2:], stdout=log, stderr=subprocess.STDOUT)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "cpuSeconds": used.ru_utime + used.ru_stime, "largestProcessMegabytes": used.ru_maxrss / 1024}))
