import { sql } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { type Browser, startSession } from "./sign-in.server.ts";
import type { UserKind } from "./viewer.ts";

export interface DemoSignIn {
  userId: string;
  name: string;
  email: string;
  kind: UserKind;
  /** The member's or staff role; "agent" for agents. */
  role: string;
  /** The business of a member; for an agent the one they have worked for longest. */
  business: string | null;
}

/** Everybody in the demo signs in with it. */
export const DEMO_PASSWORD = "deskhand-demo";

/**
 * The demo's well-known people, of the contract that has run longest: its business's owner and finance member, its agent; and platform
 * finance. One query. Only addresses that end in ".demo", which no mail server has; the caller checks that this is the demo.
 */
export async function demoSignIns(db: Db): Promise<DemoSignIn[]> {
  const rows = await db.execute<DemoSignIn & { place: number } & Record<string, unknown>>(sql`
    with oldest as (
      select c.business_id, c.agent_id from contracts c
      join users a on a.id = c.agent_id and a.email like '%.demo'
      order by c.starts_on, c.id limit 1
    ), home as (
      select coalesce((select business_id from oldest), (select id from businesses order by created_at, id limit 1)) as id
    ), people as (
      select distinct on (m.role) case m.role when 'owner' then 1 else 2 end as place, u.*, m.role, b.name as business
      from home join members m on m.business_id = home.id and m.role in ('owner', 'finance')
      join users u on u.id = m.user_id join businesses b on b.id = m.business_id
      where u.email like '%.demo' order by m.role, m.joined_at, u.id
    ), staff_people as (
      select 4 as place, u.* from staff s join users u on u.id = s.user_id
      where s.role = 'platform_finance' and u.email like '%.demo' order by u.created_at, u.id limit 1
    )
    select place, id as "userId", name, email::text as email, kind, role, business from people
    union all
    select 3, u.id, u.name, u.email::text, u.kind, 'agent', b.name
    from oldest join users u on u.id = oldest.agent_id join businesses b on b.id = oldest.business_id
    union all
    select place, id, name, email::text, kind, 'platform_finance', null from staff_people
    order by place`);
  return rows.map(({ place: _, ...person }) => person);
}

/** Signs in as one of them without a password: the caller checks that this is the demo. @throws NotFound for anybody else */
export async function signInToDemo(db: Db, input: { userId: string } & Browser): Promise<{ kind: UserKind; cookie: string }> {
  const person = (await demoSignIns(db)).find((one) => one.userId === input.userId);
  if (!person) throw new NotFound();
  return { kind: person.kind, cookie: await startSession(db, person.userId, input) };
}
