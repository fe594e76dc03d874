import { createHmac, timingSafeEqual } from "node:crypto";
import { OLD_SECRET_HOURS, SIGNATURE_TOLERANCE_SECONDS } from "./helpdesk-event.ts";

interface Secretive {
  id: string;
  secretVersion: number;
  secretRolledAt: Date | null;
}

/**
 * A connection's signing secret, derived from the house's key (HKDF's expand step with one block, RFC 5869), so that none is kept anywhere.
 * @param key FIELD_ENCRYPTION_KEY, its first key where there are several
 */
export function webhookSecret(key: string, { id, secretVersion }: Pick<Secretive, "id" | "secretVersion">): string {
  const [present = ""] = key.split(",");
  return derived(present, id, secretVersion);
}

function derived(key: string, id: string, version: number): string {
  const bytes = createHmac("sha256", Buffer.from(key.trim(), "base64"))
    .update(`helpdesk-webhook:${id}:${version}`)
    .digest("base64url");
  return `dhwh_${bytes}`;
}

/** Every secret that may have signed: of each key still known, the present one and, for a day after a roll, the one before. */
function secretsOf(key: string, connection: Secretive, now: Date): string[] {
  const { id, secretVersion, secretRolledAt } = connection;
  const versions = [secretVersion];
  if (secretRolledAt && now.getTime() - secretRolledAt.getTime() < OLD_SECRET_HOURS * 3_600_000) versions.push(secretVersion - 1);
  return key.split(",").flatMap((one) => versions.map((version) => derived(one, id, version)));
}

/** The value of the header: "t=1764150000,v1=<hex HMAC-SHA-256 of `t.body`>". @param at seconds since 1970 */
export function signatureOf(secret: string, body: string | Buffer, at: number): string {
  return `t=${at},v1=${digest(secret, body, String(at)).toString("hex")}`;
}

function digest(secret: string, body: string | Buffer, at: string): Buffer {
  return createHmac("sha256", secret).update(`${at}.`).update(body).digest();
}

/**
 * Whether a connection's secret signed this body not long ago.
 * @param now real time: signatures never follow the demo's clock
 * @returns null when it holds, otherwise what is wrong with it
 */
export function signatureFault(
  key: string,
  connection: Secretive,
  { body, header, now }: { body: Buffer; header: string | undefined; now: Date },
): "missing" | "malformed" | "too old" | "wrong" | null {
  if (!header) return "missing";
  const parts = header.split(",").map((part) => part.trim().split("="));
  const at = parts.find(([name]) => name === "t")?.[1] ?? "";
  const given = parts.filter(([name]) => name === "v1").map(([, hex = ""]) => Buffer.from(hex, "hex"));
  if (!/^\d{1,12}$/.test(at) || given.length === 0) return "malformed";
  if (Math.abs(now.getTime() / 1000 - Number(at)) > SIGNATURE_TOLERANCE_SECONDS) return "too old";
  const expected = secretsOf(key, connection, now).map((secret) => digest(secret, body, at));
  const holds = expected.some((one) => given.some((other) => other.length === one.length && timingSafeEqual(one, other)));
  return holds ? null : "wrong";
}
