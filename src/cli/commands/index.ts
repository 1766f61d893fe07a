/**
 * The commands, each in a file that is loaded when it is run: most of what a command needs is not needed by the others, nor
 * by the help.
 */
import type { Command } from "../command.ts";

/** A command before it is loaded: most of what it needs is not needed by the others, nor by the help. */
interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "simulate",
    summary: "run a simulated VPP on a socket",
    load: async () => (await import("./simulate.ts")).simulate,
  },
  {
    name: "record",
    summary: "stand between clients and VPP, and record all messages",
    load: async () => (await import("../recording/index.ts")).record,
  },
  {
    name: "replay",
    summary: "send the requests of a recording again, and compare the replies",
    load: async () => (await import("../recording/index.ts")).replay,
  },
  {
    name: "plan",
    summary: "print the steps that would bring VPP to the state in a file",
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    name: "apply",
    summary: "bring VPP to the state in a file, and verify it",
    load: async () => (await import("./apply.ts")).apply,
  },
  {
    name: "verify",
    summary: "compare VPP with the state in a file, and check how it forwards packets",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "keep",
    summary: "keep VPP in the state in a file, also when either changes",
    load: async () => (await import("./keep.ts")).keep,
  },
  {
    name: "overlay",
    summary: "connect the pods of this node with those of others over SRv6",
    load: async () => (await import("./overlay.ts")).overlay,
  },
  {
    name: "show",
    summary: "show version, interfaces, tables or SRv6 state",
    load: async () => (await import("./show.ts")).show,
  },
  {
    name: "stats",
    summary: "print statistics of VPP, or serve them to Prometheus",
    load: async () => (await import("./stats.ts")).stats,
  },
  {
    name: "export",
    summary: "print the state of VPP as a file for plan and apply",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    name: "schema",
    summary: "print the JSON Schema of such files, for editors",
    load: async () => (await import("./schema.ts")).schema,
  },
  {
    name: "watch",
    summary: "repeat a line that only reads, and mark what changes",
    load: async () => (await import("./watch.ts")).watch,
  },
  {
    name: "graph",
    summary: "draw what VPP does with SRv6 traffic",
    load: async () => (await import("./graph.ts")).graph,
  },
  {
    name: "explain",
    summary: "follow a packet: route, policy, paths, overhead",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "call",
    summary: "send any message of VPP's API",
    load: async () => (await import("./call.ts")).call,
  },
  {
    name: "cli",
    summary: "run a command of VPP's own command line",
    load: async () => (await import("./cli.ts")).cli,
  },
  {
    name: "api",
    summary: "print the definitions of messages, and compare releases",
    load: async () => (await import("./api.ts")).api,
  },
  {
    name: "decode",
    summary: "explain the messages of a recording, or of a file that VPP wrote",
    load: async () => (await import("../recording/index.ts")).decode,
  },
  {
    name: "generate",
    summary: "write TypeScript for the messages of a VPP or a plugin",
    load: async () => (await import("./generate.ts")).generate,
  },
  {
    name: "srv6-pi",
    summary: "announce SR policies to nodes over BGP",
    load: async () => (await import("./srv6-pi.ts")).srv6Pi,
  },
];
