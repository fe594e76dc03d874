import { and, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { answerAmendment } from "#app/domain/contracts/answer-amendment.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { applyForRole } from "#app/domain/hiring/apply-for-role.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { sendOffer } from "#app/domain/hiring/send-offer.server.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { writeReview } from "#app/domain/reviews/write-review.server.ts";
import { decidePromotion } from "#app/domain/tiers/decide-promotion.server.ts";
import { enterEvidence } from "#app/domain/tiers/enter-evidence.server.ts";
import { approveTimesheet } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { parseMoney } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { amendments } from "#db/schema/contracts.ts";
import { promotions } from "#db/schema/tiers.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { DemoAgent } from "./demo-agents.ts";
import { workOfDay } from "./demo-diary.ts";
import type { People, PostedRoles } from "./demo-people.ts";
import { demoRoles } from "./demo-roles.ts";
import { signTaxForms } from "./demo-taxes.ts";
import type { DemoWork, demoApplications, demoOffers } from "./demo-work.ts";
import type { World } from "./world.ts";

export interface Contract {
  id: string;
  agent: DemoAgent;
  actor: Actor;
}

const asAgent = (agent: DemoAgent): Actor => ({ kind: "agent", userId: agent.id });
const roleNamed = (title: string) => demoRoles.find((role) => role.title === title)!;

/** Invited or applied, a few words, an offer, accepted, and through Stripe's onboarding: the days before a contract's first Monday. */
export async function hire(
  world: World,
  people: People,
  roles: PostedRoles,
  work: DemoWork,
  agent: DemoAgent,
  firstWeek: string,
  from: Date,
): Promise<Contract> {
  const business = people[work.business];
  const at = (hours: number) => addMinutes(from, hours * 60);
  const actor = asAgent(agent);
  const roleId = roles.get(work.role)!;
  const application = await world.db.transaction((tx) =>
    applyForRole(tx, { roleId, note: work.opening }, { actor, now: world.now() }),
  );
  const say = (who: Actor, body: string) =>
    world.db.transaction((tx) =>
      sendMessage(tx, { conversationId: application.conversationId, body }, { actor: who, now: world.now() }),
    );
  await world.advanceTo(at(2));
  await say(business.manager, `Thank you, ${agent.name.split(" ")[0]}. Could you start next Monday? The hours are as posted.`);
  await world.advanceTo(at(3));
  await say(actor, "Yes, gladly. I have the afternoon free to read your macros before I start.");
  await world.advanceTo(at(24));
  const offer = await world.db.transaction((tx) =>
    sendOffer(
      tx,
      {
        applicationId: application.id,
        hourlyRate: parseMoney(work.rate, business.currency)!,
        weeklyLimitMinutes: roleNamed(work.role).weeklyLimitHours * 60,
        windows: roleNamed(work.role).coverage,
        timeZone: business.timeZone,
        manualTimeAllowed: work.kinds.includes("manual"),
        evidenceLevel: work.evidence,
        startsOn: firstWeek,
        message: "We would like to work with you.",
      },
      { actor: business.manager, now: world.now() },
    ),
  );
  await world.advanceTo(at(30));
  const contract = await world.db.transaction((tx) => acceptOffer(tx, { offerId: offer.id }, { actor, now: world.now() }));
  await world.onboard(agent.id, work.bank ?? "works");
  await signTaxForms(world, agent, actor);
  return { id: contract.id, agent, actor };
}

/** An application with a talk that goes on. */
export async function talkTo(
  world: World,
  people: People,
  roles: PostedRoles,
  wish: (typeof demoApplications)[number],
  agent: DemoAgent,
): Promise<void> {
  const actor = asAgent(agent);
  const application = await world.db.transaction((tx) =>
    applyForRole(tx, { roleId: roles.get(wish.role)!, note: wish.note }, { actor, now: world.now() }),
  );
  await world.advanceTo(addMinutes(world.now(), 3));
  await world.db.transaction((tx) =>
    sendMessage(
      tx,
      {
        conversationId: application.conversationId,
        body: "Thank you for writing. We read every application this week; may I ask when you could start?",
      },
      { actor: people[wish.business].manager, now: world.now() },
    ),
  );
}

/** An invitation, answered, and an offer that waits for the agent. */
export async function offerTo(
  world: World,
  people: People,
  roles: PostedRoles,
  wish: (typeof demoOffers)[number],
  agent: DemoAgent,
  startsOn: string,
): Promise<void> {
  const business = people[wish.business];
  const context = { actor: business.manager, now: world.now() };
  const application = await world.db.transaction((tx) =>
    inviteAgent(
      tx,
      { roleId: roles.get(wish.role)!, agentId: agent.id, note: "Your profile fits our role well. Shall we talk?" },
      context,
    ),
  );
  await world.db.transaction((tx) =>
    sendMessage(
      tx,
      { conversationId: application.conversationId, body: "Thank you! Yes, I have time and the hours suit me." },
      { actor: asAgent(agent), now: world.now() },
    ),
  );
  const role = roleNamed(wish.role);
  await world.db.transaction((tx) =>
    sendOffer(
      tx,
      {
        applicationId: application.id,
        hourlyRate: parseMoney(wish.rate, business.currency)!,
        weeklyLimitMinutes: role.weeklyLimitHours * 60,
        windows: role.coverage,
        timeZone: business.timeZone,
        manualTimeAllowed: false,
        startsOn,
        message: "As talked: the hours as posted, starting next week.",
      },
      context,
    ),
  );
}

/** One day's diary, sent at its end; what lies in the future is not worked yet. @returns its segments */
export async function workDay(
  world: World,
  contract: Contract,
  work: DemoWork,
  day: string,
  random: () => number,
): Promise<{ startedAt: Date; minutes: number }[]> {
  const segments = workOfDay(day, contract.agent.timeZone, work.hour, work.minutes, work.kinds, random);
  const done = segments?.filter((segment) => addMinutes(segment.startedAt, segment.minutes) <= world.now()) ?? [];
  if (done.length === 0) return [];
  const { refused } = await world.db.transaction((tx) =>
    recordSegments(
      tx,
      { contractId: contract.id, segments: done, source: "web", device: "demo" },
      { actor: contract.actor, now: world.now() },
    ),
  );
  if (refused.length > 0) throw new Error(`the demo's day ${day} was refused: ${JSON.stringify(refused.slice(0, 3))}`);
  return done;
}

/** Both sides rate, and the business approves the week in review with a word of thanks. */
export async function rateBothWays(
  world: World,
  people: People,
  contract: Contract,
  work: DemoWork,
  occasion: "first-paid-week" | "end",
): Promise<void> {
  const { manager } = people[work.business];
  const words = {
    business: praise[work.stars[0]]!,
    agent:
      work.stars[1] === 5 ? "Clear briefings, quick answers, paid to the cent." : "Good team; the macros could use some order.",
  };
  await world.db.transaction((tx) =>
    writeReview(
      tx,
      { contractId: contract.id, occasion, stars: work.stars[0], words: words.business },
      { actor: manager, now: world.now() },
    ),
  );
  await world.db.transaction((tx) =>
    writeReview(
      tx,
      { contractId: contract.id, occasion, stars: work.stars[1], words: words.agent },
      { actor: contract.actor, now: world.now() },
    ),
  );
  const inReview = await world.db
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(and(eq(timesheets.contractId, contract.id), eq(timesheets.state, "inReview")));
  for (const { id } of inReview)
    await world.db.transaction((tx) =>
      approveTimesheet(tx, { timesheetId: id, note: "Thank you." }, { actor: manager, now: world.now() }),
    );
}

const praise: Record<number, string> = {
  5: "Customers ask for them by name. Careful, quick, kind.",
  4: "Reliable and friendly; needed a week to learn our products.",
  3: "Friendly on the phone, but twice late for the line.",
};

export async function endWork(world: World, people: People, contract: Contract, work: DemoWork): Promise<void> {
  const { manager } = people[work.business];
  await world.db.transaction((tx) =>
    endContract(
      tx,
      { contractId: contract.id, reason: "The season is over. Thank you for your work." },
      { actor: manager, now: world.now() },
    ),
  );
  await rateBothWays(world, people, contract, work, "end");
}

/** What a manager enters towards the next level: the month's QA score and the result of the work sample. */
export async function enterEvidenceOf(world: World, people: People, contract: Contract, work: DemoWork): Promise<void> {
  const context = { actor: people[work.business].manager, now: world.now() };
  const evidence = [
    { kind: "qa-score", score: 91, note: "Fifteen conversations read this month; answers exact, tone warm." },
    { kind: "work-sample", score: 95, note: "L2 sample: a warranty case across two carriers, solved in one reply." },
  ] as const;
  for (const one of evidence) await world.db.transaction((tx) => enterEvidence(tx, { contractId: contract.id, ...one }, context));
}

/** The oldest contract: evidence is entered, the system proposes, the manager decides, the agent accepts; L2 from next Monday. */
export async function promoteFirst(world: World, people: People, contract: Contract): Promise<void> {
  const context = () => ({ actor: people.lumen.manager, now: world.now() });
  await world.db.transaction(async (tx) => {
    await enterEvidence(
      tx,
      { contractId: contract.id, kind: "qa-score", score: 92, note: "Twelve conversations read this month." },
      context(),
    );
    await enterEvidence(
      tx,
      { contractId: contract.id, kind: "work-sample", score: 100, note: "L2 sample: a chargeback case, solved." },
      context(),
    );
  });
  await world.proposePromotions();
  await world.settle();
  const [proposal] = await world.db.select().from(promotions).where(eq(promotions.contractId, contract.id));
  if (!proposal) throw new Error("the demo's promotion was not proposed");
  await world.advanceTo(addMinutes(world.now(), 24 * 60));
  const newRate = parseMoney("16.50", "EUR")!.minor;
  await world.db.transaction((tx) =>
    decidePromotion(
      tx,
      {
        promotionId: proposal.id,
        decision: "approve",
        newRate,
        reason: "Twenty weeks of calm, exact work; trains the others already.",
      },
      context(),
    ),
  );
  await world.settle();
  const [amendment] = await world.db
    .select()
    .from(amendments)
    .where(and(eq(amendments.contractId, contract.id), eq(amendments.state, "proposed")));
  if (!amendment) throw new Error("the demo's promotion made no amendment");
  await world.advanceTo(addMinutes(world.now(), 5 * 60));
  await world.db.transaction((tx) =>
    answerAmendment(tx, { amendmentId: amendment.id, answer: "accept" }, { actor: contract.actor, now: world.now() }),
  );
}
