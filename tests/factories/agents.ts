import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { type SaveProfile, saveProfileInput } from "#app/domain/agents/profile.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { signUpAgent } from "#app/domain/agents/sign-up-agent.server.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";
import type { Db } from "#db/client.server.ts";
import { freshEmail } from "#tests/factories/accounts.ts";
import { at } from "#tests/setup/time.ts";

export const weekdays = [0, 1, 2, 3, 4];
export const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** Half-hours of a week from clock hours: hours(weekdays, 9, 17.5) is Monday to Friday, 09:00 to 17:30. */
export function hours(days: number[], from: number, to: number): string {
  return hoursFrom(days.map((day) => ({ day, from: from * 60, to: to * 60 })));
}

export type AgentActor = Actor & { kind: "agent" };
export interface GivenAgent {
  agentId: string;
  name: string;
  email: string;
  agent: AgentActor;
}

/** What an agent types into the profile page; a Portuguese chat agent on weekdays unless told otherwise. */
export function profileForm(wish: Partial<Record<keyof SaveProfile, unknown>> = {}) {
  return {
    headline: "Calm answers",
    about: "",
    country: "PT",
    timeZone: "Europe/Lisbon",
    languages: [
      { language: "pt", level: "C2" },
      { language: "en", level: "C1" },
    ],
    tools: [{ tool: "zendesk", level: 4 }],
    channels: ["email", "chat"],
    availability: hours(weekdays, 9, 17),
    hourlyRate: "12.00",
    currency: "USD",
    open: true,
    ...wish,
  };
}

export interface AgentWish extends Partial<Record<keyof SaveProfile, unknown>> {
  name?: string;
  now?: Date;
  /** false: signed up, profile not completed. */
  complete?: boolean;
}

/** A freelancer with a completed profile, as ranking sees it. */
export async function givenAgent(
  db: Db,
  { name = "Ana Almeida", now = at("2026-06-01T09:00Z"), complete = true, ...wish }: AgentWish = {},
): Promise<GivenAgent> {
  const form = saveProfileInput.parse(profileForm(wish));
  const email = freshEmail("agent");
  const person = {
    name,
    email,
    passwordHash: "$argon2id$never",
    locale: "en",
    timeZone: form.timeZone,
    country: form.country,
  } as const;
  return db.transaction(async (tx) => {
    const { agentId } = await signUpAgent(tx, person, { now });
    const agent = (await actorById(tx, agentId)) as AgentActor;
    if (complete) await saveProfile(tx, { ...form, agentId }, { actor: agent, now });
    await updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now });
    return { agentId, name, email, agent };
  });
}
