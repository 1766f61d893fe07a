"""vpp_papi in the place of the client: takes commands from standard input, one
line of JSON each, and answers with what it took.

Usage: papi.py FOLDER SOCKET    (a folder with the .api.json files it needs)

It has calls that wait for their replies, and no others.
"""

import json
import sys
import time

from vpp_papi import VPPApiClient


def run(api, how, kind, action, count):
    """The numbers of messages and of those refused, and the times of each."""
    if action == "dump":
        return len(api.sr_localsids_dump()), 0, []
    calls = {"ping": ping, "localSid": local_sid}
    times, refused = [], 0
    for at in range(count):
        start = time.perf_counter_ns()
        reply = calls[kind](api, action, at)
        times.append(time.perf_counter_ns() - start)
        refused += reply.retval < 0
    return count, refused, sorted(times) if how == "single" else []


def ping(api, _action, _at):
    return api.control_ping()


def local_sid(api, action, at):
    """The same as in bench/workload.ts."""
    return api.sr_localsid_add_del(
        is_del=action == "delete", localsid=f"fd00:be00::{at + 1 >> 16:x}:{at + 1 & 0xffff:x}",
        end_psp=False, behavior=1, sw_if_index=0xffffffff, vlan_index=0,
        fib_table=0, nh_addr="0.0.0.0")


def measure(api, command):
    work = command["work"]
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    messages, refused, times = run(
        api, command["how"], work["kind"], work["action"], work["count"])
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
