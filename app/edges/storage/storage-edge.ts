export interface StoredObject {
  body: ReadableStream<Uint8Array>;
  /** Length in bytes. */
  bytes: number;
}

/** Files by key. Keys are made by us, never by a user: lower-case letters, digits, "-", "_" and "." in parts between slashes. */
export interface StorageEdge {
  /** Writes the whole object or nothing; the same key again replaces it. @throws StorageError when it cannot be written */
  put(key: string, content: Uint8Array, contentType: string): Promise<void>;
  /** @returns null when there is none. @throws StorageError when the store cannot be asked */
  get(key: string): Promise<StoredObject | null>;
  /** What is not there is no fault. @throws StorageError when the store cannot be asked */
  delete(key: string): Promise<void>;
}

/** The store did not do what was asked; the job or the sender tries again. */
export class StorageError extends Error {
  override name = "StorageError";
}

const PART = /^[a-z0-9][a-z0-9._-]*$/;

/** The parts of a key; none of them can lead out of its folder. @throws StorageError for anything else */
export function partsOfKey(key: string): string[] {
  const parts = key.split("/");
  if (key.length > 300 || !parts.every((part) => PART.test(part))) throw new StorageError(`"${key}" is no key of the store`);
  return parts;
}
