/** A worker thread with a client of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { addAndCount } from "./client-work.ts";

const { socketPath, number } = workerData as { socketPath: string; number: number };
parentPort!.postMessage(await addAndCount(socketPath, number));
