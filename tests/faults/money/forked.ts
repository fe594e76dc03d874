import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Asked, Told } from "./live-seed.ts";

/** A process of its own that lives seeds, with a defect planted before anything of the product is loaded. */
export function startWorker(mutant?: string): Promise<ChildProcess> {
  const env = { ...process.env, LOG_LEVEL: "silent", ...(mutant ? { MUTANT: mutant } : {}) };
  const child = fork(path.join(import.meta.dirname, "worker.ts"), { execArgv: ["--import", "tsx"], env });
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(child));
    child.once("exit", (code) => reject(new Error(`a worker ended with ${code} before it began`)));
  });
}

/** @returns null when the process ended instead of telling */
export function ask(child: ChildProcess, asked: Asked): Promise<Told | null> {
  return new Promise((resolve) => {
    const ended = () => resolve(null);
    child.once("exit", ended);
    child.once("message", (told) => {
      child.off("exit", ended);
      resolve(told as Told);
    });
    child.send(asked);
  });
}
