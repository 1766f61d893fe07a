// A lock between processes, so that only one builds at a time. The lock is a folder that contains one empty folder, named after
// the process that holds the lock. Taking the lock is one rename, which succeeds in only one process.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const POLL_INTERVAL_MS = 100;
/** The index of the start time (proc(5), field 22) among the fields of /proc/PID/stat after the state. */
const START_TIME = 18;

/** Runs `work` while holding the lock. Calls `onWait` once if another process holds it. */
export async function withLock(path, onWait, work) {
  const me = identityOf(process.pid);
  for (let attempt = 0; !tryTake(path, me); attempt++) {
    if (attempt === 0) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  try {
    await work();
  } finally {
    release(path, me);
  }
}

function tryTake(path, me) {
  const holder = holderOf(path);
  if (holder === undefined) return tryCreate(path, me);
  if (identityOf(Number.parseInt(holder, 10)) === holder) return false;
  // The holder has ended. If several processes find this, only the first rename finds the old name.
  return tryRename(join(path, holder), join(path, me));
}

/** Creates the lock by a rename, so that it never exists without its holder. */
function tryCreate(path, me) {
  const draft = `${path}-${me}`;
  mkdirSync(join(draft, me), { recursive: true });
  const isTaken = tryRename(draft, path);
  rmSync(draft, { recursive: true, force: true });
  return isTaken;
}

function release(path, me) {
  rmSync(join(path, me), { recursive: true, force: true });
  try {
    rmdirSync(path);
  } catch {
    // Another process holds the lock.
  }
}

function holderOf(path) {
  try {
    return readdirSync(path)[0];
  } catch {
    return undefined;
  }
}

function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(error.code)) return false;
    throw error;
  }
}

/** Returns the pid of a process and, if /proc has it, its start time, since pids are reused. Returns undefined if it has ended. */
function identityOf(pid) {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return state === "Z" ? undefined : `${pid}-${fields[START_TIME]}`;
  } catch {
    return isRunning(pid) ? `${pid}` : undefined;
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
