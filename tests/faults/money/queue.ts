import type { Work, WorkQueue } from "#app/edges/queue/queue.server.ts";
import type { JobDeps } from "#workers/deps.ts";
import { jobCalled } from "#workers/job-table.ts";
import { relayEvents, unrelayedEvents } from "#workers/relay.ts";
import { schedules } from "#workers/schedules.ts";
import type { Draw } from "./draw.ts";
import type { Storm } from "./storm.ts";

/** As often as the real queue tries a failing piece (app/edges/queue); one that was killed is taken up again without counting. */
const ATTEMPTS = 8;

const takenUpAgain = new Set([
  ...schedules.map((one) => one.job.name),
  ...["charge-bill", "charge-due-bills", "send-payout", "send-refund", "invoice-bill", "handle-stripe-event"],
]);

interface Piece extends Work {
  attempts: number;
  /** Told when it has ended, well or not. */
  ended?: () => void;
}

/**
 * The work queue as BullMQ promises it: what was added stays until it is done, at least once, in no promised order; a known id is not added again.
 * Killed processes leave their piece behind, and another takes it up.
 */
export class Queue {
  private waiting: Piece[] = [];
  private readonly known = new Set<string>();
  private readonly failed: { name: string; payload: unknown; error: string }[] = [];
  ran = 0;

  constructor(
    private readonly draw: Draw,
    private readonly storm: Storm,
    private readonly skip: ReadonlySet<string>,
  ) {}

  add(work: Work[]) {
    for (const one of work) this.addOnce(one);
  }

  /**
   * Pieces that were tried as often as the queue tries and that nothing takes up afterwards: schedules come again, and the hourly round takes up
   * charges, payouts, refunds, invoices and messages of Stripe.
   */
  givenUpForGood() {
    return this.failed.filter(({ name }) => !takenUpAgain.has(name));
  }

  private addOnce(work: Work, ended?: () => void) {
    if (this.skip.has(work.name) || this.known.has(work.id)) return;
    this.known.add(work.id);
    this.waiting.push({ ...work, attempts: 0, ended });
  }

  addFlow(pieces: Work[], then: Work) {
    let left = pieces.length;
    const end = () => this.addOnce(then);
    if (left === 0) return end();
    for (const one of pieces)
      this.addOnce(one, () => {
        left -= 1;
        if (left === 0) end();
      });
  }

  /** Relays what was recorded and works until nothing is left. */
  async drain(deps: JobDeps, afterEach: () => Promise<void>): Promise<void> {
    for (;;) {
      await this.relay(deps);
      const piece = this.take();
      if (!piece) {
        await afterEach();
        if ((await unrelayedEvents(deps.db)) === 0) return;
        continue;
      }
      await this.work(piece, deps);
      await afterEach();
    }
  }

  private take(): Piece | undefined {
    const late = this.draw.chance(0.2) ? this.draw.upTo(Math.min(3, this.waiting.length - 1)) : 0;
    return this.waiting.splice(Math.max(0, late), 1)[0];
  }

  private async work(piece: Piece, deps: JobDeps): Promise<void> {
    this.ran += 1;
    const { name, payload } = piece;
    const run = () => jobCalled(name).run(payload, deps);
    // A stalled piece is handed to a second worker while the first still works on it.
    const twin = this.storm.deathRate > 0 && this.draw.chance(0.03);
    if (twin) this.storm.hits.add("faults", "job_twice_at_once");
    const ends = await Promise.all([this.storm.live(run), ...(twin ? [this.storm.live(run)] : [])]);
    if (ends.some((one) => !one.killed && one.error === null)) return piece.ended?.();
    if (ends.some((one) => one.killed)) return void this.waiting.push(piece);
    piece.attempts += 1;
    if (piece.attempts < ATTEMPTS) return void this.waiting.splice(Math.min(2, this.waiting.length), 0, piece);
    this.failed.push({ name, payload, error: String((ends[0]!.error as Error).stack ?? ends[0]!.error) });
    piece.ended?.();
  }

  /** Killed between handing over and marking, the same events are handed over again. */
  private async relay({ db }: JobDeps): Promise<void> {
    const queue = { add: async (work: Work[]) => this.add(work) } as WorkQueue;
    while ((await unrelayedEvents(db)) > 0) await this.storm.live(() => relayEvents(db, queue));
  }
}
