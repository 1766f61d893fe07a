import { spawnSync } from "node:child_process";
import { basename } from "node:path";

/** Runs a tool and prints a message with its time on one line; see outputOf. */
export function runTool(message, command, args) {
  process.stderr.write(`${message} ... `);
  const start = performance.now();
  try {
    outputOf(command, args);
  } catch (error) {
    process.stderr.write("failed\n");
    throw error;
  }
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/**
 * Runs a tool and returns its standard output.
 *
 * @throws if the tool fails; the message contains all output.
 */
export function outputOf(command, args) {
  const { error, status, signal, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error) throw error;
  if (status !== 0) {
    const commandLine = [basename(command), ...args].join(" ");
    throw new Error(`${stdout}${stderr}\`${commandLine}\` ended with ${signal ?? `exit code ${status}`}`);
  }
  return stdout;
}
