// One builder at a time, across processes. The lock is a folder that holds one empty folder, named after its holder;
// each change of hands is one rename, which the file system lets a single process win.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const POLL_INTERVAL_MS = 100;
/** Start time in /proc/PID/stat (proc(5), field 22), counted from the field after the state. */
const START_TIME = 18;

/** Does the work while holding the lock; calls onWait once when another process holds it. */
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
  // The holder died. Of all who see that, the one whose rename finds the old name takes over.
  return tryRename(join(path, holder), join(path, me));
}

/** The folder appears with its holder inside, or not at all. */
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
    // Not ours, or taken again in the meantime.
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

/** The pid of a running process and, where /proc tells, its start time: pids are used again. */
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
