import { startSandbox } from "./sandbox.ts";

/** The sandbox as a process of its own: says where it listens, to its parent or in one line, and stops when asked or when its parent is gone. */
const { STRIPE_SANDBOX_PORT, STRIPE_SANDBOX_HOST, STRIPE_SANDBOX_DATA, STRIPE_SANDBOX_LATENCY_MS } = process.env;
const sandbox = await startSandbox({
  port: Number(STRIPE_SANDBOX_PORT ?? 0),
  host: STRIPE_SANDBOX_HOST || "127.0.0.1",
  dataDir: STRIPE_SANDBOX_DATA,
  latencyMs: Number(STRIPE_SANDBOX_LATENCY_MS ?? 0),
});
const ready = { ready: true, port: sandbox.port };
if (process.send) process.send(ready);
else process.stdout.write(`${JSON.stringify(ready)}\n`);
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void sandbox.close().then(() => process.exit(0));
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("disconnect", stop);
