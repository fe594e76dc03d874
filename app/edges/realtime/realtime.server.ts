import { sql } from "drizzle-orm";
import { type DatabaseAddress, postgresClient, type Queryable } from "#db/client.server.ts";

/** What changed, by kind and id; who listens reads the rest from the database. */
export interface LiveNotice {
  topic: "conversation" | "diary";
  id: string;
}

export interface Realtime {
  /** @returns stops listening */
  subscribe(topic: LiveNotice["topic"], id: string, onChange: () => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = "live";

/** Tells every process after the commit; ids only (stack.md, "BullMQ": live updates). */
export async function notifyLive(tx: Queryable, topic: LiveNotice["topic"], id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANNEL}, ${`${topic} ${id}`})`);
}

/** One listening connection a process; after a lost connection everybody is told to look again. */
export async function createRealtime(address: DatabaseAddress): Promise<Realtime> {
  const listeners = new Map<string, Set<() => void>>();
  const client = postgresClient(address, { max: 1 });
  await client.listen(
    CHANNEL,
    (notice) => {
      for (const onChange of listeners.get(notice) ?? []) onChange();
    },
    () => {
      for (const set of listeners.values()) for (const onChange of set) onChange();
    },
  );
  return {
    subscribe(topic, id, onChange) {
      const key = `${topic} ${id}`;
      const set = listeners.get(key) ?? new Set();
      set.add(onChange);
      listeners.set(key, set);
      return () => {
        set.delete(onChange);
        if (set.size === 0) listeners.delete(key);
      };
    },
    close: () => client.end({ timeout: 2 }),
  };
}
