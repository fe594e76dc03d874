import { saveProfileInput } from "#app/domain/agents/profile.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { signUpAgent } from "#app/domain/agents/sign-up-agent.server.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";
import { type Country, overseas, payable } from "./people.ts";
import type { World } from "./world.ts";

export interface DemoAgent {
  id: string;
  name: string;
  email: string;
  country: string;
  timeZone: string;
}

const AGENTS = 300;
const tools = [
  "zendesk",
  "freshdesk",
  "intercom",
  "gorgias",
  "hubspot-service",
  "help-scout",
  "front",
  "shopify",
  "jira",
  "slack",
];
const headlines = [
  "Calm answers for e-commerce customers",
  "Chat and e-mail support, quick and kind",
  "Technical support for SaaS products",
  "Order, delivery and returns specialist",
  "Billing questions explained in plain words",
  "Phone support with a smile you can hear",
];
const abouts = [
  "I have answered customers of online shops for several years and like to close a conversation with the customer thanking us.",
  "I started in a call centre, moved to chat, and now write most of the macros of the teams that I join.",
  "I like difficult tickets: reading logs, reproducing the problem, and telling the customer honestly when it will be fixed.",
  "Hospitality taught me patience; support taught me to write short. I use both every day.",
];

/** The first of each payable country's people work in the demo's contracts: made early, by name. */
export async function joinAgent(
  world: World,
  country: Country,
  index: number,
  random: () => number,
  wish: { currency?: string; hours?: string } = {},
): Promise<DemoAgent> {
  const first = country.first[index % country.first.length]!;
  const last = country.last[Math.floor(index / country.first.length + index) % country.last.length]!;
  const name = `${first} ${last}`;
  const plain = name.normalize("NFD").replace(/[̀-ͯøłŁ]/g, (char) => ({ ø: "o", ł: "l", Ł: "L" })[char] ?? "");
  const email = `${plain.toLowerCase().replace(/[^a-z]+/g, ".")}.${country.code.toLowerCase()}${index}@agents.demo`;
  const now = world.now();
  const { agentId } = await world.db.transaction((tx) =>
    signUpAgent(
      tx,
      {
        name,
        email,
        passwordHash: passwords.agent!,
        locale: localeOf(country),
        timeZone: country.timeZone,
        emailVerified: true,
        country: country.code,
      },
      { now },
    ),
  );
  const actor = { kind: "agent", userId: agentId } as const;
  const rate = Math.round(country.rate * (0.8 + random() * 0.5)) / 100;
  await world.db.transaction((tx) =>
    saveProfile(
      tx,
      {
        agentId,
        ...saveProfileInput.parse({
          headline: pick(headlines, random),
          about: pick(abouts, random),
          country: country.code,
          timeZone: country.timeZone,
          languages: languagesOf(country, random),
          tools: shuffled(tools, random)
            .slice(0, 2 + Math.floor(random() * 4))
            .map((tool) => ({ tool, level: 2 + Math.floor(random() * 4) })),
          channels: (["email", "chat", "phone", "social"] as const).filter((channel) => channel === "email" || random() < 0.55),
          availability: wish.hours ?? availabilityOf(random),
          hourlyRate: rate.toFixed(2),
          currency: (wish.currency ?? "USD") as "USD",
          open: wish.hours !== undefined || random() < 0.85,
        }),
      },
      { actor, now },
    ),
  );
  return { id: agentId, name, email, country: country.code, timeZone: country.timeZone };
}

/** Password hashes made once: the demo's people share one password, and argon2id is slow on purpose. */
export const passwords: { agent?: string } = {};

/** The other agents of the marketplace, up to three hundred with those who work, some from overseas, and one country of them not yet payable. */
export async function joinTheRest(world: World, taken: number, random: () => number): Promise<void> {
  for (let index = taken; index < AGENTS; index++) {
    const abroad = index % 14 === 0;
    const pool = abroad ? overseas : payable;
    const country = pool[(abroad ? index / 14 : index) % pool.length]!;
    await joinAgent(world, country, 6 + Math.floor(index / pool.length), random);
  }
}

function localeOf(country: Country): "en" | "fr" | "pt" | "es" {
  return (["fr", "pt", "es"] as const).find((locale) => locale === country.language) ?? "en";
}

function languagesOf(country: Country, random: () => number) {
  const known = new Map<string, "A1" | "A2" | "B1" | "B2" | "C1" | "C2">([[country.language, "C2"]]);
  if (!known.has("en")) known.set("en", pick(["B2", "C1", "C1", "C2"] as const, random));
  for (const other of shuffled(["fr", "es", "de", "it", "pt", "nl"], random).slice(0, Math.floor(random() * 3))) {
    if (!known.has(other)) known.set(other, pick(["A2", "B1", "B2", "C1"] as const, random));
  }
  return [...known].map(([language, level]) => ({ language, level }));
}

function availabilityOf(random: () => number): string {
  const from = (6 + Math.floor(random() * 9)) * 60;
  const length = (4 + Math.floor(random() * 6)) * 60;
  const days = random() < 0.6 ? [0, 1, 2, 3, 4] : shuffled([0, 1, 2, 3, 4, 5, 6], random).slice(0, 5);
  return hoursFrom(days.map((day) => ({ day, from, to: Math.min(1440, from + length) })));
}

export function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)]!;
}

export function shuffled<T>(from: readonly T[], random: () => number): T[] {
  const out = [...from];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
