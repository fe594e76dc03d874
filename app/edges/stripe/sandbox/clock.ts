import type { Row, Table } from "./store.ts";

/** Work that waits for its instant. `at` is in milliseconds. */
export interface DueWork {
  at: number;
  kind: string;
  subject: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Real time plus a stored offset. Setting it forward steps through everything that falls due, in order of time, each at its own instant;
 * while such work runs, the clock stands at that instant.
 */
export class SandboxClock {
  private standing: number | null = null;
  private queue: Row<DueWork>[] = [];
  constructor(
    private readonly stored: Table<{ offset: number; setTo: number }>,
    private readonly due: Table<DueWork>,
  ) {}

  begin(now: Date | undefined) {
    if (!this.stored.find("clock")) this.set((now ?? new Date()).getTime());
    this.queue = [...this.due.all()].sort((a, b) => a.object.at - b.object.at);
  }

  get offset(): number {
    return this.stored.find("clock")!.object.offset;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.standing ?? Date.now() + this.offset;
  }

  /** When the next thing falls due, in milliseconds of this clock. */
  get next(): number | null {
    return this.queue[0]?.object.at ?? null;
  }

  /** Plans work once: the same kind, subject and instant are one. @param at milliseconds */
  plan(kind: string, subject: string, at: number) {
    const id = `${kind} ${subject} ${at}`;
    if (this.due.find(id)) return;
    const row = this.due.add("", id, { at, kind, subject }, null);
    let place = this.queue.length;
    while (place > 0 && this.queue[place - 1]!.object.at > at) place -= 1;
    this.queue.splice(place, 0, row);
  }

  /** Does everything that fell due up to now, or to `until`. */
  run(work: (due: DueWork) => void, until = this.now()) {
    while (this.queue.length > 0 && this.queue[0]!.object.at <= until) {
      const row = this.queue.shift()!;
      this.due.remove(row.id);
      this.standing = row.object.at;
      try {
        work(row.object);
      } finally {
        this.standing = null;
      }
    }
  }

  /** The instant the clock was last set to: it has run on in real time since. */
  get setTo(): number {
    return this.stored.find("clock")!.object.setTo;
  }

  set(to: number) {
    this.stored.add("", "clock", { offset: to - Date.now(), setTo: to }, null);
  }
}

function midnight(at: number): number {
  return at - (at % DAY);
}

export function nextMidnight(at: number): number {
  return midnight(at) + DAY;
}

/** 00:00 UTC of the n-th business day after an instant. Business days are Monday to Friday; bank holidays are not modelled. */
export function businessDaysAfter(at: number, days: number): number {
  let day = midnight(at);
  for (let left = days; left > 0; ) {
    day += DAY;
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return day;
}
