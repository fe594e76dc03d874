import type { Change, Journal } from "./journal.ts";

/** What Stripe shows (`object`) and what it keeps to itself (`own`), in the account it belongs to. */
export interface Row<T extends object = object, Own = unknown> {
  id: string;
  account: string;
  object: T;
  own: Own;
}

/** Rows found again by a fact about them, oldest first. */
class Index<T extends object, Own> {
  private readonly rows = new Map<string, Map<string, Row<T, Own>>>();
  private readonly keys = new Map<string, string>();
  constructor(private readonly keyOf: (row: Row<T, Own>) => string | null) {}

  put(row: Row<T, Own>) {
    const key = this.keyOf(row);
    const old = this.keys.get(row.id);
    if (old === (key ?? undefined)) {
      if (key !== null) this.rows.get(key)!.set(row.id, row);
      return;
    }
    if (old !== undefined) this.drop(row.id);
    if (key === null) return;
    this.keys.set(row.id, key);
    const found = this.rows.get(key);
    if (found) found.set(row.id, row);
    else this.rows.set(key, new Map([[row.id, row]]));
  }

  drop(id: string) {
    const key = this.keys.get(id);
    if (key === undefined) return;
    this.keys.delete(id);
    const found = this.rows.get(key)!;
    found.delete(id);
    if (found.size === 0) this.rows.delete(key);
  }

  of(key: string): Row<T, Own>[] {
    return [...(this.rows.get(key)?.values() ?? [])];
  }
}

/** Rows of one kind, in the order they were made. Every change goes to the journal with the request that caused it. */
export class Table<T extends object, Own = null> {
  private readonly rows = new Map<string, Row<T, Own>>();
  private readonly byAccount = new Map<string, string[]>();
  /** Where a row's id stands in its account's list. */
  private readonly places = new Map<string, number>();
  private readonly holes = new Map<string, number>();
  private readonly indexes = new Map<string, Index<T, Own>>();
  constructor(
    readonly name: string,
    private readonly changed: (change: Change) => void,
  ) {}

  get size() {
    return this.rows.size;
  }

  /** Keeps rows findable by a key beside their id; before the first row is there. @param keyOf null: not in this index */
  indexed(name: string, keyOf: (row: Row<T, Own>) => string | null): this {
    this.indexes.set(name, new Index(keyOf));
    return this;
  }

  /** Rows of an index, oldest first. A copy: rows may change while it is read. */
  where(index: string, key: string): Row<T, Own>[] {
    return this.indexes.get(index)!.of(key);
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
    for (const index of this.indexes.values()) index.put(row);
    this.changed([this.name, row]);
  }

  remove(id: string) {
    this.drop(id);
    this.changed([this.name, id]);
  }

  /** Newest first: the order of every list. @param after only rows made before this one; @param before only rows made after this one */
  *newestOf(account: string, after?: string, before?: string): Iterable<Row<T, Own>> {
    const ids = this.byAccount.get(account) ?? [];
    const last = before === undefined ? -1 : this.places.get(before)!;
    for (let i = after === undefined ? ids.length - 1 : this.places.get(after)! - 1; i > last; i--) {
      const row = this.rows.get(ids[i]!);
      if (row) yield row;
    }
  }

  /** As newestOf, of those that an index finds under a key. */
  *newestWhere(index: string, key: string, account: string, after?: string, before?: string): Iterable<Row<T, Own>> {
    const place = (id: string) => this.places.get(id)!;
    const found = this.where(index, key).filter((row) => row.account === account);
    const [below, above] = [
      after === undefined ? Number.POSITIVE_INFINITY : place(after),
      before === undefined ? -1 : place(before),
    ];
    for (const row of found.sort((a, b) => place(b.id) - place(a.id))) {
      if (place(row.id) < below && place(row.id) > above) yield row;
    }
  }

  all(): Iterable<Row<T, Own>> {
    return this.rows.values();
  }

  load(row: Row<T, Own>) {
    if (!this.rows.has(row.id)) {
      const ids = this.byAccount.get(row.account) ?? [];
      if (ids.length === 0) this.byAccount.set(row.account, ids);
      // A row that went and comes again leaves a hole where it stood.
      const old = this.places.get(row.id);
      if (old !== undefined && ids[old] === row.id) ids[old] = "";
      this.places.set(row.id, ids.push(row.id) - 1);
    }
    this.rows.set(row.id, row);
    for (const index of this.indexes.values()) index.put(row);
  }

  /** The id stays in its account's list as a hole until half of the list is holes: dropping costs no search. */
  drop(id: string) {
    const row = this.rows.get(id);
    if (!row) return;
    this.rows.delete(id);
    for (const index of this.indexes.values()) index.drop(id);
    const ids = this.byAccount.get(row.account)!;
    this.holes.set(row.account, (this.holes.get(row.account) ?? 0) + 1);
    if (this.holes.get(row.account)! * 2 < ids.length || ids.length < 64) return;
    const kept = ids.filter((one) => this.rows.has(one));
    for (const one of ids) if (!this.rows.has(one)) this.places.delete(one);
    for (const [place, one] of kept.entries()) this.places.set(one, place);
    this.byAccount.set(row.account, kept);
    this.holes.set(row.account, 0);
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
    this.journal.compact(() => this.rows());
  }

  private *rows(): Iterable<Change> {
    for (const table of this.tables.values()) for (const row of table.all()) yield [table.name, row];
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
