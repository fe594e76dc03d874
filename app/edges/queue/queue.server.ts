import {
  createPostgresBackend,
  FlowProducer as RedisFlowProducer,
  Queue as RedisQueue,
  Worker as RedisWorker,
  withBackend,
} from "bullmq";
import { Redis } from "ioredis";
import type { DatabaseAddress } from "#db/client.server.ts";

/** A piece of work for the queue. `id` makes twice once: work with a known id is not added again. */
export interface Work {
  id: string;
  name: string;
  payload: unknown;
}

export interface WorkQueue {
  add(work: Work[]): Promise<void>;
  /** Pieces that may run side by side, and one that runs when all of them have ended, done or given up. Added whole or not at all. */
  addFlow(pieces: Work[], then: Work): Promise<void>;
  /** Starts working; a failing piece is tried again with growing pauses (2 s doubling, 8 times), then kept as failed. */
  work(handle: (name: string, payload: unknown) => Promise<void>, onFailed: (name: string, error: Error) => void): void;
  /** Work that waits or runs, retries in their pause not counted. */
  pending(): Promise<number>;
  close(): Promise<void>;
}

const QUEUE = "work";
const options = {
  attempts: 8,
  backoff: { type: "exponential", delay: 2000 },
};
/** How long ended work is kept, done and given up. Cleared every hour and not by BullMQ's own rule, which looks through all that is kept whenever a piece ends. */
const KEPT_MS = { completed: 3 * 86_400_000, failed: 90 * 86_400_000 };
const CLEAR_EVERY_MS = 3_600_000;
/** Pieces at a time in one process; most of their time is waiting for the database's disk and for Stripe. */
const CONCURRENCY = 16;
/** A worker that is killed leaves its piece behind: it is taken up again however often that happens, not only once as BullMQ has it. */
const KILLED_AT_MOST = 1000;

/** BullMQ on PostgreSQL by default, on Redis where REDIS_URL is given. */
export async function openQueue({ redisUrl, database }: { redisUrl?: string; database: DatabaseAddress }): Promise<WorkQueue> {
  return redisUrl ? overRedis(redisUrl) : overPostgres(database);
}

interface Bull {
  addBulk(jobs: { name: string; data: unknown; opts: object }[]): Promise<unknown>;
  getJobCounts(...types: string[]): Promise<Record<string, number>>;
  clean(olderThanMs: number, limit: number, type: string): Promise<unknown>;
  close(): Promise<void>;
}
interface BullWorker {
  on(event: "failed", listener: (job: { name: string } | undefined, error: Error) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface BullFlow {
  add(flow: { name: string; queueName: string; data: unknown; opts: object; children: object[] }): Promise<unknown>;
  close(): Promise<void>;
}
type Processor = (job: { name: string; data: unknown }) => Promise<void>;

function overPostgres(database: DatabaseAddress): WorkQueue {
  const place =
    "url" in database
      ? { connectionString: database.url }
      : { host: database.socket, port: 5432, user: "app", database: database.database };
  const { Queue, Worker, FlowProducer } = withBackend(createPostgresBackend);
  // Postgres' own NOTIFY wakes workers; each class holds a small pool of its own plus one listening connection.
  const queue = new Queue(QUEUE, { connection: { ...place, schema: "bullmq", max: 2, migrate: true } });
  const flows = new FlowProducer({ connection: { ...place, schema: "bullmq", max: 1, migrate: true } });
  const startWorker = (process: Processor) =>
    new Worker(QUEUE, process, {
      connection: { ...place, schema: "bullmq", max: CONCURRENCY + 1, migrate: true },
      concurrency: CONCURRENCY,
      maxStalledCount: KILLED_AT_MOST,
    });
  return asWorkQueue(
    queue as unknown as Bull,
    flows as unknown as BullFlow,
    startWorker as unknown as (process: Processor) => BullWorker,
    async () => undefined,
  );
}

function overRedis(url: string): WorkQueue {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new RedisQueue(QUEUE, { connection });
  const startWorker = (process: Processor) =>
    new RedisWorker(QUEUE, process, { connection, concurrency: CONCURRENCY, maxStalledCount: KILLED_AT_MOST });
  const flows = new RedisFlowProducer({ connection });
  return asWorkQueue(
    queue as unknown as Bull,
    flows as unknown as BullFlow,
    startWorker as unknown as (process: Processor) => BullWorker,
    async () => {
      await connection.quit();
    },
  );
}

function asWorkQueue(
  queue: Bull,
  flows: BullFlow,
  startWorker: (process: Processor) => BullWorker,
  disconnect: () => Promise<void>,
): WorkQueue {
  let worker: BullWorker | undefined;
  let clearing: NodeJS.Timeout | undefined;
  return {
    async add(work) {
      if (work.length === 0) return;
      await queue.addBulk(work.map(({ id, name, payload }) => ({ name, data: payload, opts: { ...options, jobId: id } })));
    },
    async addFlow(pieces, then) {
      // A piece that is given up does not keep the end from coming: it tells what was left undone.
      const children = pieces.map(({ id, name, payload }) => ({
        name,
        queueName: QUEUE,
        data: payload,
        opts: { ...options, jobId: id, ignoreDependencyOnFailure: true },
      }));
      const { id, name, payload } = then;
      await flows.add({ name, queueName: QUEUE, data: payload, opts: { ...options, jobId: id }, children });
    },
    work(handle, onFailed) {
      worker = startWorker((job) => handle(job.name, job.data));
      worker.on("failed", (job, error) => onFailed(job?.name ?? "unknown", error));
      worker.on("error", (error) => onFailed("queue", error));
      const clear = async () => {
        for (const [type, keptMs] of Object.entries(KEPT_MS)) await queue.clean(keptMs, 0, type);
      };
      clearing = setInterval(() => clear().catch((error) => onFailed("queue", error)), CLEAR_EVERY_MS);
      clearing.unref();
    },
    async pending() {
      const counts = await queue.getJobCounts("waiting", "active", "prioritized");
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async close() {
      clearInterval(clearing);
      await worker?.close();
      await flows.close();
      await queue.close();
      await disconnect();
    },
  };
}
