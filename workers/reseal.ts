import path from "node:path";
import { fieldCipherOf, keyOfDataFolder } from "#app/domain/taxes/field-cipher.server.ts";
import { resealIdentities } from "#app/domain/taxes/reseal-identities.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { databaseAddress, openDatabase } from "#db/client.server.ts";

/** `npm run keys:reseal`: after a new key was put first in FIELD_ENCRYPTION_KEY (docs/operations.md, "Keys"). */
const env = parseEnv(process.env, path.resolve(import.meta.dirname, ".."));
const { db, close } = openDatabase(databaseAddress(env), 2);
const cipher = fieldCipherOf({ FIELD_ENCRYPTION_KEY: env.FIELD_ENCRYPTION_KEY ?? keyOfDataFolder(env.DATA_DIR) });
process.stdout.write(`${await resealIdentities(db, cipher)} profile(s) sealed with the present key.\n`);
await close();
