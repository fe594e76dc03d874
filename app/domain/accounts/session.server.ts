import { DrizzlePostgreSQLAdapter } from "@lucia-auth/adapter-drizzle";
import { and, desc, eq, ne, type SQL, sql } from "drizzle-orm";
import { type Adapter, Lucia, TimeSpan } from "lucia";
import type { Db, Queryable } from "#db/client.server.ts";
import { sessions, users } from "#db/schema/accounts.ts";
import { newSecret, secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";
import { type ViewerRow, viewerColumns, withBusiness } from "./viewer-query.server.ts";

declare module "lucia" {
  interface Register {
    Lucia: ReturnType<typeof luciaOf>;
    DatabaseSessionAttributes: { userAgent: string | null };
  }
}

/** Days a session lives without use; each day of use starts them again. Real time, never the demo's clock. */
const SESSION_DAYS = 30;

/** lucia keeps session ids as they are; through this the database sees only their SHA-256. */
function hashingIds(inner: Adapter): Adapter {
  return {
    getSessionAndUser: async (token) => {
      const [session, user] = await inner.getSessionAndUser(secretHash(token));
      return [session && { ...session, id: token }, user];
    },
    getUserSessions: (userId) => inner.getUserSessions(userId),
    setSession: (session) => inner.setSession({ ...session, id: secretHash(session.id) }),
    updateSessionExpiration: (token, expiresAt) => inner.updateSessionExpiration(secretHash(token), expiresAt),
    deleteSession: (token) => inner.deleteSession(secretHash(token)),
    deleteUserSessions: (userId) => inner.deleteUserSessions(userId),
    deleteExpiredSessions: () => inner.deleteExpiredSessions(),
  };
}

function luciaOf(db: Queryable) {
  return new Lucia(hashingIds(new DrizzlePostgreSQLAdapter(db as Db, sessions, users)), {
    sessionExpiresIn: new TimeSpan(SESSION_DAYS, "d"),
  });
}

/** Over HTTPS the name's prefix makes the browser refuse the cookie from anywhere but this very host (RFC 6265bis, "__Host-"). */
function cookieOf(publicUrl: string) {
  const secure = publicUrl.startsWith("https:");
  return { name: secure ? "__Host-session" : "session", secure };
}

/** The `Set-Cookie` value that keeps a token, or removes it when null. */
export function sessionCookie(token: string | null, publicUrl: string): string {
  const { name, secure } = cookieOf(publicUrl);
  const age = token ? SESSION_DAYS * 86_400 : 0;
  return `${name}=${token ?? ""}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** @param publicUrl where given, only the cookie that this address would set counts */
export function readSessionToken(cookieHeader: string | null, publicUrl?: string): string | null {
  const names = publicUrl === undefined ? ["__Host-session", "session"] : [cookieOf(publicUrl).name];
  const pairs = (cookieHeader ?? "").split(";").map((pair) => pair.trim());
  for (const name of names) {
    const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    if (value && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/** A new session; the token exists only in the answer. */
export async function createSession(
  db: Queryable,
  { userId, userAgent, publicUrl = "" }: { userId: string; userAgent?: string | null; publicUrl?: string },
): Promise<{ token: string; cookie: string }> {
  const token = newSecret();
  await luciaOf(db).createSession(userId, { userAgent: userAgent?.slice(0, 300) ?? null }, { sessionId: token });
  return { token, cookie: sessionCookie(token, publicUrl) };
}

export async function invalidateSession(db: Queryable, token: string): Promise<void> {
  await luciaOf(db).invalidateSession(token);
}

/** Signs a person out everywhere, or everywhere but here. */
export async function invalidateUserSessions(db: Queryable, userId: string, exceptToken?: string): Promise<void> {
  if (!exceptToken) return luciaOf(db).invalidateUserSessions(userId);
  await db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, secretHash(exceptToken))));
}

/** Who a cookie belongs to; null for an unknown or expired session and for a suspended person. */
export async function sessionViewer(db: Queryable, token: string): Promise<Viewer | null> {
  return (await readSession(db, token, sql<null>`null`))?.viewer ?? null;
}

/**
 * Who a cookie belongs to, in one statement: it reads the person with their businesses and staff roles, and starts the thirty days
 * again when more than one of them is gone.
 * @param more one more figure about the person, an expression over `users`: what every page shows must not cost each a query
 * @returns null for an unknown or expired session and for a suspended person
 */
export async function readSession<T>(db: Queryable, token: string, more: SQL<T>): Promise<{ viewer: Viewer; more: T } | null> {
  const id = secretHash(token);
  const [row] = await db.execute<{ viewer: ViewerRow; chosen: string | null; more: T }>(sql`
    with extended as (
      update sessions set expires_at = now() + make_interval(days => ${SESSION_DAYS})
      where id = ${id} and expires_at > now() and expires_at < now() + make_interval(days => ${SESSION_DAYS - 1})
    )
    select ${viewerColumns} as viewer, ${sessions.businessId} as chosen, ${more} as more
    from ${sessions} join ${users} on ${users.id} = ${sessions.userId}
    where ${sessions.id} = ${id} and ${sessions.expiresAt} > now() and ${users.suspendedAt} is null`);
  return row ? { viewer: withBusiness(row.viewer, row.chosen), more: row.more } : null;
}

/** Shows the pages of another business of the same person from now on; a business they do not belong to changes nothing. */
export async function chooseBusiness(db: Queryable, token: string, businessId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ businessId })
    .where(
      and(
        eq(sessions.id, secretHash(token)),
        sql`exists (select from members m where m.business_id = ${businessId} and m.user_id = ${sessions.userId})`,
      ),
    );
}

/** The sessions a person has now, the newest first; `current` is the one of `token`. */
export async function sessionsOf(db: Queryable, userId: string, token: string | null) {
  const rows = await db
    .select({ id: sessions.id, createdAt: sessions.createdAt, expiresAt: sessions.expiresAt, userAgent: sessions.userAgent })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), sql`${sessions.expiresAt} > now()`))
    .orderBy(desc(sessions.createdAt));
  const current = token ? secretHash(token) : null;
  return rows.map((row) => ({ ...row, current: row.id === current }));
}

/** Ends one session of a person by its id in the database. */
export async function endSession(db: Queryable, input: { userId: string; id: string }): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, input.userId), eq(sessions.id, input.id)));
}
