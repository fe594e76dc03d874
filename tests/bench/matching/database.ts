import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Writable } from "node:stream";
import type postgres from "postgres";
import { commonLanguages } from "#app/domain/agents/languages.ts";
import { channels, tiers } from "#app/domain/agents/profile.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import { openDatabase, postgresClient } from "#db/client.server.ts";
import { ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { levelName, NOW, type Person, WEEK } from "./population.ts";

/** What an agent takes in all tables and indexes, about, with the log of writing it. */
export const BYTES_AN_AGENT = 3500;

/** An embedded PostgreSQL (durable) with the product's schema, and nobody in it yet. */
export async function startDatabase() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-bench-"));
  fs.chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dir });
  await ensureDatabase(server, "bench");
  const address = server.address("bench");
  await migrate(address, path.resolve(import.meta.dirname, "../../../db/migrations"));
  const { db, close } = openDatabase(address, 4);
  const stop = async () => {
    await close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  };
  return { db, address, dir, stop };
}
export type Database = Awaited<ReturnType<typeof startDatabase>>;

/** Fills the tables of agents with everybody, by COPY in one pass; the GIN index is made once they are there. */
export async function fill({ address }: Database, agents: number, person: (number: number) => Person): Promise<void> {
  const admin = postgresClient(address, { max: 1 });
  const [index] = await admin`select indexdef from pg_indexes where indexname = 'match_profiles_terms'`;
  await admin`drop index match_profiles_terms`;
  // While rows come by the gigabyte; changes are measured with the product's own settings again.
  await admin`alter system set max_wal_size = '16GB'`;
  await admin`select pg_reload_conf()`;
  const tables = await Promise.all(writers.map(([columns, write]) => openCopy(address, columns, write)));
  for (let number = 0; number < agents; number++) {
    const somebody = person(number);
    for (const table of tables) if (table.add(somebody)) await table.flush();
  }
  for (const table of tables) await table.end();
  await admin`set maintenance_work_mem = '1GB'`;
  await admin.unsafe(index!.indexdef);
  await admin.unsafe("vacuum (analyze) users, agents, agent_languages, agent_tools, match_profiles");
  await admin`alter system reset max_wal_size`;
  await admin`select pg_reload_conf()`;
  await admin`checkpoint`;
  await admin.end();
}

/** Rows of one table as COPY's binary format has them (PostgreSQL manual, "COPY", "Binary Format"). */
class BinaryRows {
  private readonly bytes = Buffer.alloc(1 << 20);
  private used = 0;

  get isFull(): boolean {
    return this.used > this.bytes.length - 16_384;
  }
  taken(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.used));
    this.used = 0;
    return taken;
  }
  begin(): void {
    this.used += this.bytes.write("PGCOPY\n\xff\r\n\0", this.used, "latin1");
    this.used = this.bytes.writeUInt32BE(0, this.used);
    this.used = this.bytes.writeUInt32BE(0, this.used);
  }
  row(columns: number): void {
    this.used = this.bytes.writeInt16BE(columns, this.used);
  }
  private sized(bytes: number): void {
    this.used = this.bytes.writeInt32BE(bytes, this.used);
  }
  id(id: Uint8Array): void {
    this.sized(16);
    this.bytes.set(id, this.used);
    this.used += 16;
  }
  text(text: string): void {
    const length = Buffer.byteLength(text);
    this.sized(length);
    this.used += this.bytes.write(text, this.used);
  }
  flag(value: boolean): void {
    this.sized(1);
    this.bytes[this.used++] = value ? 1 : 0;
  }
  int2(value: number): void {
    this.sized(2);
    this.used = this.bytes.writeInt16BE(value, this.used);
  }
  int4(value: number): void {
    this.sized(4);
    this.used = this.bytes.writeInt32BE(value, this.used);
  }
  int8(value: number): void {
    this.sized(8);
    this.used = this.bytes.writeBigInt64BE(BigInt(value), this.used);
  }
  hours(bits: Uint8Array): void {
    this.sized(4 + 42);
    this.used = this.bytes.writeInt32BE(336, this.used);
    this.bytes.set(bits, this.used);
    this.used += 42;
  }
  /** Since 2000-01-01, in days or microseconds. */
  day(iso: string): void {
    this.int4((Date.parse(iso) - Date.UTC(2000, 0, 1)) / 86_400_000);
  }
  instant(at: Date): void {
    this.int8((at.getTime() - Date.UTC(2000, 0, 1)) * 1000);
  }
  ints(values: number[]): void {
    this.array(23, values.length, values.length * 8);
    for (const value of values) this.int4(value);
  }
  texts(values: string[]): void {
    this.array(25, values.length, values.length * 4 + values.reduce((sum, one) => sum + one.length, 0));
    for (const value of values) this.text(value);
  }
  private array(type: number, length: number, bytes: number): void {
    this.sized((length > 0 ? 20 : 12) + bytes);
    for (const word of length > 0 ? [1, 0, type, length, 1] : [0, 0, type]) this.used = this.bytes.writeInt32BE(word, this.used);
  }
}

type Write = (rows: BinaryRows, person: Person) => void;

async function openCopy(address: Database["address"], columns: string, write: Write) {
  const sql = postgresClient(address, { max: 1 });
  // Links to other tables hold by the way the rows are made.
  await sql`set session_replication_role = replica`;
  const stream: Writable = await (sql as postgres.Sql).unsafe(`copy ${columns} from stdin (format binary)`).writable();
  const rows = new BinaryRows();
  rows.begin();
  const flush = async () => {
    if (!stream.write(rows.taken())) await once(stream, "drain");
  };
  return {
    /** @returns whether it is time to flush */
    add: (person: Person) => {
      write(rows, person);
      return rows.isFull;
    },
    flush,
    end: async () => {
      rows.row(-1);
      await flush();
      stream.end();
      await once(stream, "finish");
      await sql.end();
    },
  };
}

const writers: [columns: string, Write][] = [
  [
    "users (id, email, name, kind, password_hash, locale, time_zone, created_at)",
    (rows, { number, profile, zone }) => {
      rows.row(8);
      rows.id(profile.id);
      rows.text(`agent${String(number).padStart(8, "0")}@bench.example`);
      rows.text(`Agent ${number}`);
      rows.text("agent");
      rows.text("$argon2id$never");
      rows.text("en");
      rows.text(zone);
      rows.instant(NOW);
    },
  ],
  [
    "agents (id, headline, about, country, time_zone, availability, committed, hourly_rate, currency, channels, tier, open, payable, rating_milli, rating_count, completed_at, updated_at)",
    (rows, { profile, country, zone, availability, committed, open, ratingCount }) => {
      rows.row(17);
      rows.id(profile.id);
      rows.text("Calm answers, clear handovers");
      rows.text("I answer customers by chat and e-mail, and write down what the next shift has to know.");
      rows.text(country);
      rows.text(zone);
      rows.hours(availability);
      rows.hours(committed);
      rows.int8(profile.rateUsd);
      rows.text("USD");
      rows.texts(channels.filter((_, bit) => profile.channelBits & (1 << bit)));
      rows.text(tiers[profile.tier - 1]!);
      rows.flag(open);
      rows.flag(true);
      rows.int4(profile.ratingMilli);
      rows.int4(ratingCount);
      rows.instant(NOW);
      rows.instant(NOW);
    },
  ],
  [
    "agent_languages (agent_id, language, level)",
    (rows, person) => {
      for (const [language, level] of person.languages) {
        rows.row(3);
        rows.id(person.profile.id);
        rows.text(commonLanguages[language]!);
        rows.text(levelName(level));
      }
    },
  ],
  [
    "agent_tools (agent_id, tool, level)",
    (rows, person) => {
      for (const [tool, level] of person.tools) {
        rows.row(3);
        rows.id(person.profile.id);
        rows.text(toolSlugs[tool]!);
        rows.int2(level);
      }
    },
  ],
  [
    "match_profiles (agent_id, open, tier, terms, tool_levels, channel_bits, avail, week, rate_usd, rating_milli, rating_count, updated_at)",
    (rows, { profile, open, ratingCount }) => {
      rows.row(12);
      rows.id(profile.id);
      rows.flag(open);
      rows.int2(profile.tier);
      rows.ints(profile.terms);
      rows.ints(profile.toolLevels);
      rows.int2(profile.channelBits);
      rows.hours(profile.avail);
      rows.day(WEEK);
      rows.int8(profile.rateUsd);
      rows.int4(profile.ratingMilli);
      rows.int4(ratingCount);
      rows.instant(NOW);
    },
  ],
];
