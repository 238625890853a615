#!/usr/bin/env python3
"""Measures a running node's chat model beside llama.cpp with the same weights, in turns, and prints medians and ratios.

    KEY=… bench/llama.py URL MODEL LLAMA_BIN FILE.gguf… [--threads 2] [--rounds 9]

URL is the node's, such as http://127.0.0.1:8080; its MODEL has `cache: never` and as many `inference.generation.threads`. The
files are `to_gguf.py`'s; LLAMA_BIN has llama-bench and llama-batched-bench. Give the node's process and this one the same
rank, such as `nice -n -15`. The node's times are a client's, with HTTP and its choice of tokens; llama.cpp's are its runs alone.
"""
import argparse
import concurrent.futures
import json
import os
import random
import statistics
import subprocess
import time
import urllib.request

TOKENS = 64
STREAMS = 8
WORDS = "river lamp stone garden winter music letter bridge engine market island doctor paper silver forest window".split()


def node(given, prompt, tokens):
    """Seconds that an answer of so many tokens takes."""
    body = {"model": given.model, "prompt": prompt, "max_tokens": tokens, "temperature": 0, "logit_bias": {"0": -100, "2": -100}}
    head = {"Authorization": "Bearer " + os.environ["KEY"], "Content-Type": "application/json"}
    request = urllib.request.Request(given.url + "/v1/completions", json.dumps(body).encode(), head)
    begin = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        wrote = json.load(answer)["usage"]["completion_tokens"]
    if wrote != tokens:
        raise SystemExit(f"{wrote} tokens instead of {tokens}")
    return time.perf_counter() - begin


def words(count):
    return " ".join(random.choice(WORDS) for _ in range(count))


def node_alone(given):
    """Milliseconds a token: what a long answer takes more than one of a single token."""
    prompt = words(32)
    node(given, prompt, 1)
    first = node(given, prompt, 1)
    return (node(given, prompt, TOKENS + 1) - first) * 1000 / TOKENS


def node_together(given):
    """Milliseconds for all of them, their prompts of some 8 tokens included."""
    with concurrent.futures.ThreadPoolExecutor(STREAMS) as callers:
        begin = time.perf_counter()
        list(callers.map(lambda prompt: node(given, prompt, TOKENS), [words(8) for _ in range(STREAMS)]))
        return (time.perf_counter() - begin) * 1000


def run(given, tool, file, *arguments):
    command = [os.path.join(given.bin, tool), "-m", file, "-t", str(given.threads), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def llama_alone(given, file):
    out = run(given, "llama-bench", file, "-p", "0", "-n", str(TOKENS), "-d", "32", "-r", "1", "-o", "json")
    return json.loads(out)[0]["avg_ns"] / 1e6 / TOKENS


def llama_together(given, file):
    shape = ["-c", "2048", "-npp", "8", "-ntg", str(TOKENS), "-npl", str(STREAMS), "--output-format", "jsonl"]
    lines = [json.loads(line) for line in run(given, "llama-batched-bench", file, *shape).splitlines() if line.startswith("{")]
    return lines[-1]["t"] * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("url", "model", "bin"):
        parser.add_argument(name)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    for what, own, theirs in (
        (f"one text, ms a token, {given.threads} threads", node_alone, llama_alone),
        (f"{STREAMS} texts of {TOKENS} tokens at once, ms, {given.threads} threads", node_together, llama_together),
    ):
        times = {"node": []} | {file: [] for file in given.files}
        for turn in range(given.rounds + 1):
            took = {"node": own(given)} | {file: theirs(given, file) for file in given.files}
            for name in took if turn else ():
                times[name].append(took[name])
        print(f"{what}: the node {statistics.median(times['node']):.2f} ({min(times['node']):.2f} to {max(times['node']):.2f})")
        for file in given.files:
            ratio = statistics.median(b / a for a, b in zip(times["node"], times[file]))
            middle = statistics.median(times[file])
            print(f"  {os.path.basename(file)} {middle:.2f} ({min(times[file]):.2f} to {max(times[file]):.2f}); the node is {ratio:.2f} times as fast")


main()
