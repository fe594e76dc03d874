import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { system } from "#app/domain/accounts/permissions.ts";
import { importLogFlow } from "#app/domain/helpdesks/import-log-flow.server.ts";
import { importPreview } from "#app/domain/helpdesks/import-preview.server.ts";
import { startImport } from "#app/domain/helpdesks/start-import.server.ts";
import { uploadLog } from "#app/domain/helpdesks/upload-log.server.ts";
import { startBusinessClock } from "#app/kernel/business-clock.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { DomainError } from "#app/kernel/errors.ts";
import { databaseAddress, openDatabase } from "#db/client.server.ts";

/**
 * `npm run helpdesk:import -- --connection ID --file log.csv --zone Europe/Rome [--agent "Value 2=CONTRACT-ID" ...]`: an event log by the operator's
 * hand; columns and kinds as they are suggested on the page (docs/operations.md, "Helpdesk logs").
 */
const { values } = parseArgs({
  options: {
    connection: { type: "string" },
    file: { type: "string" },
    zone: { type: "string" },
    agent: { type: "string", multiple: true, default: [] },
  },
});
const { connection: connectionId, file, zone: timeZone } = values;
if (!connectionId || !file || !timeZone) {
  process.stderr.write(
    'usage: npm run helpdesk:import -- --connection ID --file log.csv --zone Europe/Rome [--agent "name=CONTRACT-ID"]\n',
  );
  process.exit(2);
}
const env = parseEnv(process.env, path.resolve(import.meta.dirname, ".."));
const address = databaseAddress(env);
const { db, close } = openDatabase(address, 3);
const clock = await startBusinessClock(db, address);
const context = { actor: system, now: clock.now() };
try {
  const content = fs.readFileSync(file, "utf8");
  const { id: importId } = await db.transaction((tx) =>
    uploadLog(tx, { connectionId, fileName: path.basename(file), content, timeZone }, context),
  );
  const { draft } = await importPreview(db, importId, context.now, system);
  for (const { line, fault, value } of draft!.faults) process.stderr.write(`line ${line}: ${fault} ${value}\n`);
  const contractOf = new Map(
    values.agent.map((pair) => [pair.slice(0, pair.lastIndexOf("=")), pair.slice(pair.lastIndexOf("=") + 1)]),
  );
  const agents = draft!.agents.map(({ name, contractId }) => ({ name, contractId: contractOf.get(name) ?? contractId ?? "" }));
  const activities = draft!.activities.map(({ name, kind }) => ({ name, kind }));
  await db.transaction((tx) => startImport(tx, { importId, agents, activities }, context));
  // Workers that run do it as soon as they hear of it; otherwise it is done here. Both is once.
  await importLogFlow(db, { importId }, context);
  const { log } = await importPreview(db, importId, context.now, system);
  process.stdout.write(`${log.doneRows} of ${log.rows} rows read, ${log.addedRows} events are new.\n`);
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await clock.close();
  await close();
}
