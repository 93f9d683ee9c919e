"""Runs one llama.cpp server from the xllamacpp wheel until standard input closes. Prints one JSON line when it listens."""
import argparse
import json
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--alias", required=True)
parser.add_argument("--context", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--slots", type=int, default=1)
parser.add_argument("--batch", type=int, default=0)
parser.add_argument("--port", type=int, default=0)
options = parser.parse_args()

import xllamacpp  # after argument parsing: a usage error should not wait for a native library

params = xllamacpp.CommonParams()
params.model.path = options.model
params.model_alias = {options.alias}
params.n_ctx = options.context
params.n_parallel = options.slots
params.cpuparams.n_threads = options.threads
params.cpuparams_batch.n_threads = options.threads
if options.batch > 0:
    params.n_batch = options.batch
    params.n_ubatch = min(options.batch, params.n_ubatch)
params.port = options.port
params.endpoint_metrics = True
params.endpoint_props = True
params.use_jinja = True

server = xllamacpp.Server(params)
sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
sys.stdout.flush()
sys.stdin.read()
