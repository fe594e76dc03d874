import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/**
 * Starts one of matching's threads, by the name of its file without the end. Its program is the built file; where this process runs TypeScript itself
 * (tests, benches), the source through the same loader.
 */
export function startThread(name: "index-thread.server" | "team-thread.server", task: unknown): Worker {
  if (import.meta.filename.endsWith(".ts")) {
    const source = pathToFileURL(path.join(import.meta.dirname, `${name}.ts`)).href;
    const program = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(source)})))`;
    return new Worker(program, { eval: true, workerData: task, execArgv: [] });
  }
  const root = path.resolve(process.env.DESKHAND_ROOT ?? ".");
  return new Worker(path.join(root, `build/run/app/domain/matching/${name}.js`), { workerData: task });
}
