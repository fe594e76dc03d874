import type { Change, Journal } from "./journal.ts";

/** What Stripe shows (`object`) and what it keeps to itself (`own`), in the account it belongs to. */
export interface Row<T extends object = object, Own = unknown> {
  id: string;
  account: string;
  object: T;
  own: Own;
}

/** Rows of one kind, in the order they were made. Every change goes to the journal with the request that caused it. */
export class Table<T extends object, Own = null> {
  private readonly rows = new Map<string, Row<T, Own>>();
  private readonly byAccount = new Map<string, string[]>();
  constructor(
    readonly name: string,
    private readonly changed: (change: Change) => void,
  ) {}

  get size() {
    return this.rows.size;
  }

  find(id: string, account?: string): Row<T, Own> | undefined {
    const row = this.rows.get(id);
    return row && (account === undefined || row.account === account) ? row : undefined;
  }

  add(account: string, id: string, object: T, own: Own): Row<T, Own> {
    const row = { id, account, object, own };
    this.load(row);
    this.changed([this.name, row]);
    return row;
  }

  /** Says that a row's object or own part was changed in place. */
  save(row: Row<T, Own>) {
    this.changed([this.name, row]);
  }

  remove(id: string) {
    this.drop(id);
    this.changed([this.name, id]);
  }

  /** Newest last. */
  *of(account: string): Iterable<Row<T, Own>> {
    for (const id of this.byAccount.get(account) ?? []) {
      const row = this.rows.get(id);
      if (row) yield row;
    }
  }

  /** Newest first: the order of every list. */
  *newestOf(account: string): Iterable<Row<T, Own>> {
    const ids = this.byAccount.get(account) ?? [];
    for (let i = ids.length - 1; i >= 0; i--) {
      const row = this.rows.get(ids[i]!);
      if (row) yield row;
    }
  }

  all(): Iterable<Row<T, Own>> {
    return this.rows.values();
  }

  load(row: Row<T, Own>) {
    if (!this.rows.has(row.id)) {
      const ids = this.byAccount.get(row.account);
      if (ids) ids.push(row.id);
      else this.byAccount.set(row.account, [row.id]);
    }
    this.rows.set(row.id, row);
  }

  drop(id: string) {
    const row = this.rows.get(id);
    if (!row) return;
    this.rows.delete(id);
    const ids = this.byAccount.get(row.account)!;
    // Most rows that go are the oldest ones: due work and deliveries.
    ids.splice(ids.indexOf(id), 1);
  }
}

/** Every table, read back from the journal at the start. */
export class Store {
  private readonly tables = new Map<string, Table<object, unknown>>();
  private changes: Change[] = [];
  constructor(private readonly journal: Journal) {}

  table<T extends object, Own = null>(name: string): Table<T, Own> {
    const table = new Table<T, Own>(name, (change) => this.changes.push(change));
    this.tables.set(name, table as unknown as Table<object, unknown>);
    return table;
  }

  read() {
    for (const line of this.journal.read()) {
      for (const [name, row] of line) {
        const table = this.tables.get(name);
        if (!table) continue;
        if (typeof row === "string") table.drop(row);
        else table.load(row as Row);
      }
    }
    this.journal.compact(() =>
      [...this.tables.values()].flatMap((table) => [...table.all()].map((row): Change => [table.name, row])),
    );
  }

  /** Writes what changed since the last commit, each row once. */
  commit() {
    if (this.changes.length === 0) return;
    const last = new Map<string, Change>();
    for (const change of this.changes) {
      const id = typeof change[1] === "string" ? change[1] : (change[1] as Row).id;
      last.set(`${change[0]} ${id}`, change);
    }
    this.changes = [];
    this.journal.append([...last.values()]);
  }

  close() {
    this.commit();
    this.journal.close();
  }
}
