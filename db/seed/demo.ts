import { addDays, addMinutes, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import { joinAgent, joinTheRest } from "./demo-agents.ts";
import { payAhead, thankWithBonus } from "./demo-charging.ts";
import { disputeAndDecide, disputeWork, winChargeback } from "./demo-disputes.ts";
import { allowTopUps } from "./demo-float.ts";
import { connectHelpdesks, HELPDESK_WEEKS, type Helpdesks, tellOfDay } from "./demo-helpdesks.ts";
import { answerAboutRank, askAboutOwnRank, keepSearches } from "./demo-matching.ts";
import { makePeople, type People, type PostedRoles, postRoles } from "./demo-people.ts";
import { sendPictures } from "./demo-pictures.ts";
import { planNextWeek, publishShifts, SHIFT_WEEKS } from "./demo-shifts.ts";
import {
  type Contract,
  endWork,
  enterEvidenceOf,
  hire,
  offerTo,
  promoteFirst,
  rateBothWays,
  talkTo,
  workDay,
} from "./demo-steps.ts";
import { payOldestInvoice, putOnTerms } from "./demo-terms.ts";
import { askAboutAnHour, proposeLunch, sendLate } from "./demo-weeks.ts";
import { demoApplications, demoOffers, demoWork } from "./demo-work.ts";
import { overseas, payable, randomFrom } from "./people.ts";
import type { World } from "./world.ts";

interface Step {
  at: Date;
  run(): Promise<unknown>;
}

/**
 * Twenty-one weeks of a marketplace's life, made through the commands at the time they would have happened: the same for the same seed and
 * Monday (product.md, "Demo mode"). Everything that a schedule or an event would do in between is done by the jobs themselves.
 */
export async function seedDemo(world: World, seed = "deskhand"): Promise<void> {
  const random = randomFrom(`${seed} ${world.monday}`);
  const weekAgo = (weeks: number) => shiftWeek(world.monday, -weeks);
  const instant = (weeks: number, day: number, hour: number, minute = 0) =>
    addMinutes(startOfWeek(weekAgo(weeks)), day * 1440 + hour * 60 + minute);

  await world.advanceTo(instant(21, 0, 8));
  const people = await makePeople(world);
  await allowTopUps(world);
  const roles = await postRoles(world, people);
  const steps: Step[] = [];
  const plan = (at: Date, run: () => Promise<unknown>) => {
    if (at < world.present) steps.push({ at, run });
  };

  // Northwind is invoiced since three weeks ago: the first invoice is paid, the later ones are open.
  plan(instant(3, 1, 14), () => putOnTerms(world, people.northwind));
  plan(instant(1, 3, 15), () => payOldestInvoice(world, people.northwind));
  const contracts = new Map<number, Contract>();
  let helpdesks: Helpdesks | null = null;
  plan(instant(HELPDESK_WEEKS, 0, 1), async () => {
    helpdesks = await connectHelpdesks(world, people);
  });
  const workAndTell = async (index: number, day: string, weeks: number) => {
    const [work, contract] = [demoWork[index]!, contracts.get(index)!];
    const segments = await workDay(world, contract, work, day, random);
    await sendPictures(world, contract, work, segments);
    if (helpdesks && weeks <= HELPDESK_WEEKS) await tellOfDay(world, people, helpdesks, { contract, work, day, segments });
  };
  demoWork.forEach((work, index) => {
    plan(instant(work.weeks + 1, 1, 10), async () => {
      const agent = await joinAgent(world, country(work.country), 0, random, {
        hours: wideHours(),
        currency: people[work.business].currency,
      });
      contracts.set(index, await hire(world, people, roles, work, agent, weekAgo(work.weeks), instant(work.weeks + 1, 1, 10)));
    });
    for (let weeks = work.weeks; weeks >= (work.ends ?? 0); weeks--) {
      for (const day of daysOf(work.role)) {
        const at = instant(weeks, day, 22, 30 + index);
        plan(at, () => workAndTell(index, dateOf(at), weeks));
      }
    }
    for (let weeks = Math.min(work.weeks, SHIFT_WEEKS); work.ends === undefined && weeks >= 0; weeks--)
      plan(instant(weeks + 1, 3, 15, index), () =>
        publishShifts(world, people[work.business], roles.get(work.role)!, {
          contract: contracts.get(index)!,
          work,
          week: weekAgo(weeks),
          days: daysOf(work.role),
        }),
      );
    // Today's work so far, where today is a working day that is not over.
    const today = Math.floor((world.present.getTime() - startOfWeek(world.monday).getTime()) / 86_400_000);
    if (work.ends === undefined && daysOf(work.role).includes(today) && instant(0, today, 22, 30 + index) >= world.present)
      steps.push({
        at: world.present,
        run: () => workAndTell(index, dateOf(world.present), 0),
      });
    plan(instant(work.weeks - 3, 1, 9, index), () => rateBothWays(world, people, contracts.get(index)!, work, "first-paid-week"));
    if (work.ends !== undefined)
      plan(instant(work.ends - 1, 3, 15, index), () => endWork(world, people, contracts.get(index)!, work));
  });
  plan(instant(3, 1, 9, 30), () => promoteFirst(world, people, contracts.get(0)!));
  // The other long contract: the nightly job of the last days proposes, and the business has not decided yet.
  const waiting = demoWork.findIndex((work) => work.weeks === 16);
  plan(instant(1, 3, 10), () => enterEvidenceOf(world, people, contracts.get(waiting)!, demoWork[waiting]!));

  // A weekend without work at Northwind: a chargeback pauses its contracts until it is won.
  plan(instant(5, 5, 10), () => winChargeback(world, people.northwind));
  const [disputed, disputing] = [indexOfWork("northwind", "CA"), indexOfWork("pica", "SE")];
  plan(instant(3, 1, 11), () => disputeAndDecide(world, people.northwind, contracts.get(disputed)!));
  plan(addMinutes(world.present, -5 * 60), () =>
    disputeWork(world, people.pica, contracts.get(disputing)!, {
      from: 4,
      count: 6,
      reason: "quality",
      statement:
        "Six readers got the same template although they had asked different things. We answered them again ourselves, so we would like this hour back.",
    }),
  );

  // What came late two weeks ago was approved by silence and billed since; what came late after the last close waits for Lumen.
  plan(instant(1, 1, 8), () => sendLate(world, contracts.get(0)!, instant(2, 6, 20)));
  const lateAt = new Date(Math.min(addMinutes(world.present, -120).getTime(), instant(0, 2, 20).getTime()));
  if (lateAt > instant(0, 0, 13)) plan(lateAt, () => sendLate(world, contracts.get(0)!, instant(1, 6, 20)));
  const [asked, lunching] = [indexOfWork("lumen", "FR"), indexOfWork("pica", "GB")];
  plan(addMinutes(world.present, -4 * 60), () => askAboutAnHour(world, people.lumen, contracts.get(asked)!));
  plan(addMinutes(world.present, -3 * 60), () => proposeLunch(world, contracts.get(lunching)!));

  plan(addMinutes(world.present, -26 * 60), () => thankWithBonus(world, people.lumen, contracts.get(0)!));

  plan(addMinutes(world.present, -3 * 60), () =>
    planNextWeek(
      world,
      people,
      roles,
      shiftWeek(world.monday, 1),
      (business, code) => contracts.get(indexOfWork(business, code))!,
    ),
  );

  demoApplications.forEach((application, index) => {
    plan(addDays(instant(0, 0, 9, index), -3), async () => {
      const agent = await joinAgent(world, country(application.country), 1, random, { hours: wideHours() });
      await talkTo(world, people, roles, application, agent);
    });
  });
  demoOffers.forEach((offer, index) => {
    plan(addDays(instant(0, 0, 11, index), -2), async () => {
      const agent = await joinAgent(world, country(offer.country), 1, random, {
        hours: wideHours(),
        currency: people[offer.business].currency,
      });
      await offerTo(world, people, roles, offer, agent, shiftWeek(world.monday, 1));
    });
  });
  plan(addDays(startOfWeek(world.monday), -4), () =>
    joinTheRest(world, demoWork.length + demoApplications.length + demoOffers.length, random),
  );

  plan(addDays(startOfWeek(world.monday), -5), () => keepSearches(world, people, roles));
  plan(addMinutes(world.present, -27 * 60), async () => {
    const question =
      "I have done technical support for years. Is my experience counted in my rank for this role at all, and where?";
    const id = await askAboutOwnRank(world, roles, contracts.get(indexOfWork("northwind", "AT"))!, {
      role: "Technical support, GPS watches",
      question,
    });
    await world.advanceTo(addMinutes(world.now(), 90));
    const answer =
      "We looked at every part of your rank, and it is right. Years of experience are not counted; ratings, tools, free hours and price are. A review after each contract is how experience shows.";
    await answerAboutRank(world, id, answer);
  });
  plan(addMinutes(world.present, -20 * 60), () =>
    askAboutOwnRank(world, roles, contracts.get(0)!, {
      role: "Evening e-mail support, Iberia",
      question:
        "I work for the same business during the day. Could a person check that only those hours are taken from my free ones for this role?",
    }),
  );

  steps.push({ at: world.present, run: () => payAhead(world, people.pica) });

  steps.sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const step of steps) {
    await world.advanceTo(step.at);
    await step.run();
  }
  await world.advanceTo(world.present);
  await world.settle();
}

export type { People, PostedRoles };

function indexOfWork(business: string, code: string): number {
  return demoWork.findIndex((work) => work.business === business && work.country === code);
}

function country(code: string) {
  return [...payable, ...overseas].find((one) => one.code === code)!;
}

/** Weekend roles are worked at the weekend, the others Monday to Friday. */
function daysOf(role: string): number[] {
  return role.startsWith("Weekend") ? [5, 6] : [0, 1, 2, 3, 4];
}

function dateOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Available 06:00 to 23:00 every day: those who are hired in the demo fit their roles. */
function wideHours(): string {
  return Array.from({ length: 336 }, (_, half) => (half % 48 >= 12 && half % 48 < 46 ? "1" : "0")).join("");
}
