import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { partsOfKey, type StorageEdge } from "./storage-edge.ts";

/** One file an object below `folder`. */
export function folderStorage(folder: string): StorageEdge {
  const fileOf = (key: string) => path.join(folder, ...partsOfKey(key));
  return {
    async put(key, content) {
      const file = fileOf(key);
      await fs.mkdir(path.dirname(file), { recursive: true });
      // Written beside it and moved, so that a reader never meets half a file; a key cannot begin with a dot.
      const draft = path.join(path.dirname(file), `.${randomUUID()}.part`);
      try {
        const handle = await fs.open(draft, "wx", 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await fs.rename(draft, file);
      } catch (error) {
        await fs.rm(draft, { force: true });
        throw error;
      }
    },
    async get(key) {
      try {
        const handle = await fs.open(fileOf(key));
        const { size } = await handle.stat();
        return { body: Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>, bytes: size };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    delete: (key) => fs.rm(fileOf(key), { force: true }),
  };
}
