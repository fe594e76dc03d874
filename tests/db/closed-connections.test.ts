import { expect, test } from "vitest";
import { isLateWrite } from "#db/client.server.ts";

/** An error as postgres.js 3.4.9 throws it from `nextWrite`, on the turn after its socket was closed. */
function thrownAt(message: string, frame: string): TypeError {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}\n    at ${frame}\n    at process.processImmediate (node:internal/timers:485:21)`;
  return error;
}
const frame = "Immediate.nextWrite [as _onImmediate] (file:///srv/node_modules/postgres/src/connection.js:255:22)";

test("only a late write to a closed connection is outlived", () => {
  const message = "Cannot read properties of null (reading 'write')";
  expect(isLateWrite(thrownAt(message, frame))).toBe(true);
  expect(isLateWrite(thrownAt("Cannot read properties of null (reading 'end')", frame))).toBe(false);
  expect(isLateWrite(thrownAt(message, "nextWrite (file:///srv/build/run/app/server.js:10:2)"))).toBe(false);
  expect(isLateWrite(new Error(message))).toBe(false);
  expect(isLateWrite("write")).toBe(false);
});
