import fs from "node:fs";
import path from "node:path";
import { threadId } from "node:worker_threads";
import { crc32 } from "node:zlib";
import type { BuiltIndex, IndexHeader } from "./build-index.ts";
import type { Mark } from "./profile-changes.server.ts";

/** Goes up with every change of what an index's memory holds (kernel/layout.ts, build-index.ts). */
export const SNAPSHOT_VERSION = 3;
const MAGIC = "DHMATCH\n";
/** Magic, version, length of the header. */
const PREFIX = 16;
const CHUNK = 4 * 1024 * 1024;

export type KeptIndex = BuiltIndex & { mark: Mark };

/** Writes an index beside its place and moves it there whole: whoever is killed on the way leaves the one before. */
export function writeSnapshot(file: string, { memory, header, mark }: KeptIndex): void {
  const json = Buffer.from(JSON.stringify({ header, mark }));
  const prefix = Buffer.alloc(PREFIX);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(SNAPSHOT_VERSION, 8);
  prefix.writeUInt32LE(json.length, 12);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}-${threadId}.tmp`;
  const handle = fs.openSync(beside, "w", 0o600);
  try {
    let checksum = 0;
    const write = (bytes: Buffer) => {
      checksum = crc32(bytes, checksum);
      fs.writeSync(handle, bytes);
    };
    write(prefix);
    write(json);
    const u8 = new Uint8Array(memory.buffer);
    for (let at = 0; at < header.bytes; at += CHUNK) write(Buffer.from(u8.slice(at, Math.min(header.bytes, at + CHUNK))));
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(checksum);
    fs.writeSync(handle, sum);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(beside, file);
}

/** @returns null when there is none, or none that can be used: cut off, damaged, or of another version */
export function readSnapshot(file: string): KeptIndex | null {
  if (!fs.existsSync(file)) return null;
  const handle = fs.openSync(file, "r");
  try {
    const prefix = Buffer.alloc(PREFIX);
    const whole = fs.readSync(handle, prefix) === PREFIX && prefix.toString("latin1", 0, 8) === MAGIC;
    if (!whole || prefix.readUInt32LE(8) !== SNAPSHOT_VERSION) return null;
    const json = Buffer.alloc(prefix.readUInt32LE(12));
    const { size } = fs.fstatSync(handle);
    if (json.length > size || fs.readSync(handle, json) !== json.length) return null;
    let checksum = crc32(json, crc32(prefix));
    const { header, mark } = JSON.parse(json.toString()) as { header: IndexHeader; mark: Mark };
    if (size !== PREFIX + json.length + header.bytes + 4) return null;
    const pages = header.bytes / 65_536;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const u8 = new Uint8Array(memory.buffer);
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; at < header.bytes; ) {
      const read = fs.readSync(handle, chunk, 0, Math.min(CHUNK, header.bytes - at), null);
      if (read === 0) return null;
      const bytes = chunk.subarray(0, read);
      checksum = crc32(bytes, checksum);
      u8.set(bytes, at);
      at += read;
    }
    const sum = Buffer.alloc(4);
    return fs.readSync(handle, sum) === 4 && sum.readUInt32LE() === checksum ? { memory, header, mark } : null;
  } catch {
    return null; // what cannot be read is made anew
  } finally {
    fs.closeSync(handle);
  }
}

/** Removes what killed writers left; another process of this machine may be writing its own at this moment. */
export function removeHalfSnapshots(file: string): void {
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(file)}.`) || !name.endsWith(".tmp")) continue;
    const writer = Number.parseInt(name.split(".").at(-2)!, 10);
    if (writer === process.pid || !isAlive(writer)) fs.rmSync(path.join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
