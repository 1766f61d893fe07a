"""vpp_papi as the measured client: takes the same commands from standard
input as bench/programs/client.ts, and answers each with a measurement.

Usage: papi.py FOLDER SOCKET    (FOLDER holds the .api.json files)

It sends one message at a time: vpp_papi can only wait for each reply.
"""

import json
import sys
import time

from vpp_papi import VPPApiClient


def run(api, method, kind, action, count):
    """Returns the numbers of messages and of refused ones, and the times of
    the calls in nanoseconds, sorted (only of the method "single")."""
    if action == "dump":
        return len(api.sr_localsids_dump()), 0, []
    calls = {"ping": ping, "localSid": local_sid}
    times, refused = [], 0
    for at in range(count):
        start = time.perf_counter_ns()
        reply = calls[kind](api, action, at)
        times.append(time.perf_counter_ns() - start)
        refused += reply.retval < 0
    return count, refused, sorted(times) if method == "single" else []


def ping(api, _action, _at):
    return api.control_ping()


def local_sid(api, action, at):
    """Sends the same message as bench/workload.ts."""
    return api.sr_localsid_add_del(
        is_del=action == "delete", localsid=f"fd00:be00::{at + 1 >> 16:x}:{at + 1 & 0xffff:x}",
        end_psp=False, behavior=1, sw_if_index=0xffffffff, vlan_index=0,
        fib_table=0, nh_addr="0.0.0.0")


def measure(api, command):
    work = command["work"]
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    messages, refused, times = run(
        api, command["method"], work["kind"], work["action"], work["count"])
    taken = {"messages": messages, "refused": refused,
             "ns": time.perf_counter_ns() - start,
             "cpuNs": time.process_time_ns() - cpu}
    if times:
        taken["p50"] = times[len(times) // 2]
        taken["p99"] = times[len(times) * 99 // 100]
    return taken


def main():
    client = VPPApiClient(apidir=sys.argv[1], server_address=sys.argv[2])
    client.connect("papi-bench")
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(client.api, json.loads(line))), flush=True)
    client.disconnect()


main()
