import fs from "node:fs";
import path from "node:path";

const fileOf = (dataDir: string) => path.join(dataDir, "in-use.json");

/**
 * Takes the data folder for this process. A lock whose process is gone (kill -9, power cut) is taken over.
 * @returns null when taken, else the process id of who holds it
 */
export function lockData(dataDir: string): number | null {
  const file = fileOf(dataDir);
  for (;;) {
    try {
      fs.writeFileSync(file, JSON.stringify({ pid: process.pid, since: startOf(process.pid) }), { flag: "wx" });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readLock(file);
    if (holder && startOf(holder.pid) === holder.since) return holder.pid;
    fs.rmSync(file, { force: true });
  }
}

export function unlockData(dataDir: string): void {
  fs.rmSync(fileOf(dataDir), { force: true });
}

function readLock(file: string): { pid: number; since: string } | null {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as { pid: number; since: string };
  } catch {
    return null; // torn by a crash while it was written
  }
}

/** When a process began, so that a process id used again is not taken for the old one; "" when it is gone. */
function startOf(pid: number): string {
  try {
    // Field 22 of /proc/PID/stat, counted after the command in parentheses (proc(5)).
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return aliveWithoutProc(pid) ? "alive" : "";
  }
}

function aliveWithoutProc(pid: number): boolean {
  if (process.platform === "linux") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}
