import { eq, lt, sql } from "drizzle-orm";
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from "lucia";
import type { Db } from "#db/client.server.ts";
import { sessions, users } from "#db/schema/accounts.ts";
import { newSecret, secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";
import { viewerColumns, withBusiness } from "./viewer-query.server.ts";

declare module "lucia" {
  interface Register {
    Lucia: Lucia<SessionAttributes, { viewer: Viewer }>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: { viewer: Viewer };
  }
}

interface SessionAttributes {
  userAgent: string | null;
}

/** Thirty days since the last visit, real time; lucia extends in the second half. */
const LIFETIME = new TimeSpan(30, "d");

/** Lucia's view of our tables. Lucia works with the cookie's value; the database sees only its hash (stack.md, "Accounts"). */
function adapter(db: Db): Adapter {
  return {
    async getSessionAndUser(token): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const [row] = await db.execute<{ user_id: string; expires_at: string; business_id: string | null; viewer: Viewer }>(
        sql`select ${sessions.userId}, ${sessions.expiresAt}, ${sessions.businessId}, ${viewerColumns} as viewer
            from ${sessions} join ${users} on ${users.id} = ${sessions.userId} and ${users.suspendedAt} is null
            where ${sessions.id} = ${secretHash(token)}`,
      );
      if (!row) return [null, null];
      const session = { id: token, userId: row.user_id, expiresAt: new Date(row.expires_at), attributes: { userAgent: null } };
      return [session, { id: row.user_id, attributes: { viewer: withBusiness(row.viewer, row.business_id) } }];
    },
    async getUserSessions(userId) {
      const rows = await db.select().from(sessions).where(eq(sessions.userId, userId));
      return rows.map((row) => ({
        id: row.id,
        userId: row.userId,
        expiresAt: row.expiresAt,
        attributes: { userAgent: row.userAgent },
      }));
    },
    async setSession(session) {
      await db
        .insert(sessions)
        .values({
          id: secretHash(session.id),
          userId: session.userId,
          expiresAt: session.expiresAt,
          userAgent: session.attributes.userAgent,
        });
    },
    async updateSessionExpiration(token, expiresAt) {
      await db
        .update(sessions)
        .set({ expiresAt })
        .where(eq(sessions.id, secretHash(token)));
    },
    async deleteSession(token) {
      await db.delete(sessions).where(eq(sessions.id, secretHash(token)));
    },
    async deleteUserSessions(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId));
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lt(sessions.expiresAt, new Date()));
    },
  };
}

const known = new WeakMap<Db, Lucia<SessionAttributes, { viewer: Viewer }>>();
function lucia(db: Db) {
  const found = known.get(db);
  if (found) return found;
  const made = new Lucia(adapter(db), {
    sessionExpiresIn: LIFETIME,
    getSessionAttributes: (attributes: SessionAttributes) => attributes,
    getUserAttributes: (attributes: { viewer: Viewer }) => attributes,
  });
  known.set(db, made);
  return made;
}

/** Signs a person in. @returns the cookie's value; only its hash is stored */
export async function createSession(
  db: Db,
  { userId, userAgent }: { userId: string; userAgent: string | null },
): Promise<string> {
  const session = await lucia(db).createSession(
    userId,
    { userAgent: userAgent?.slice(0, 300) ?? null },
    { sessionId: newSecret() },
  );
  return session.id;
}

/** Who a session belongs to, in one query; null when it is unknown, ended or the person is suspended. */
export async function sessionViewer(db: Db, token: string): Promise<Viewer | null> {
  const { user } = await lucia(db).validateSession(token);
  return user?.viewer ?? null;
}

export function invalidateSession(db: Db, token: string): Promise<void> {
  return lucia(db).invalidateSession(token);
}

export function invalidateUserSessions(db: Db, userId: string): Promise<void> {
  return lucia(db).invalidateUserSessions(userId);
}

/** Shows the pages of another business of the same person from now on. */
export async function chooseBusiness(db: Db, token: string, businessId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ businessId })
    .where(eq(sessions.id, secretHash(token)));
}

const name = (secure: boolean) => (secure ? "__Host-session" : "session");

export function readSessionToken(cookieHeader: string | null): string | null {
  return /(?:^|;\s*)(?:__Host-)?session=([\w-]{20,64})(?:;|$)/.exec(cookieHeader ?? "")?.[1] ?? null;
}

/** The Set-Cookie of a session; null ends it. Secure and host-bound where the product is reached over https. */
export function sessionCookie(token: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith("https:");
  const age = token ? 30 * 86_400 : 0;
  return `${name(secure)}=${token ?? ""}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? "; Secure" : ""}`;
}
