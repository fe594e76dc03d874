import { setTimeout as pause } from "node:timers/promises";
import type { Draw } from "#tests/faults/money/draw.ts";
import { type Cut, cuts, Device } from "./device.ts";
import { begunAt, Judge } from "./judge.ts";
import type { OpenClient } from "./tab.ts";
import type { Person, World } from "./world.ts";

export const kills = [
  ...cuts,
  ...[
    "tab_closed",
    "power_lost",
    "second_tab",
    "second_device",
    "clock_set",
    "clock_set_meanwhile",
    "machine_slept",
    "batch_replayed",
  ],
  ...["web_killed", "workers_killed", "backend_ended", "database_killed"],
] as const;
export type Kills = Record<string, number>;

/** Half a slot: an agent's page looks, and tells what it has cut. */
const STEP_MS = 5 * 60_000;
const CUT_RATE = 0.01;
const SET_RATE = 0.004;
/** Kinds of work: calls are never asked about. */
const modes = ["tracked", "on-call", "in-queue"] as const;
const memos = ["Chat queue, oldest first", "Night line", "Refunds of the week"];

/**
 * Agents work on one or two devices, in one or two tabs, for so many steps, and everything that can be killed is; then it is calm until nothing
 * waits any more. @returns what the judge found, and how often each kind of kill struck
 */
export async function live(
  world: World,
  open: OpenClient,
  draw: Draw,
  { steps, infrastructure, say }: { steps: number; infrastructure: number; say: (line: string) => void },
) {
  const hits: Kills = Object.fromEntries(kills.map((kind) => [kind, 0]));
  const judge = new Judge();
  let stormy = true;
  const struck = (kind: (typeof kills)[number]) => {
    hits[kind]! += 1;
  };
  const network = {
    url: world.url,
    cut: (): Cut | null => {
      if (!stormy || !draw.chance(CUT_RATE * cuts.length)) return null;
      const cut = draw.one(cuts);
      struck(cut);
      return cut;
    },
    setsClock: (): number | null => {
      if (!stormy || !draw.chance(SET_RATE)) return null;
      struck("clock_set_meanwhile");
      return skew();
    },
  };
  const skew = () => (draw.chance(0.4) ? 0 : (draw.upTo(180) - 90) * 60_000);
  const device = (person: Person, name: string) =>
    new Device(name, person.agentId, person.token, world.now, network, judge, open);
  const agents = world.people.map((person, i) => ({
    person,
    devices: [device(person, "laptop"), ...(i % 3 === 0 ? [device(person, "phone")] : [])],
  }));
  type Agent = (typeof agents)[number];
  const press = async (agent: Agent, on: Device) => {
    const tab = on.tabs[0];
    if (!tab) return;
    void tab.engine.start({
      contractId: draw.one(agent.person.contracts),
      mode: draw.one(modes),
      memo: begunAt(draw.one(memos), world.now()),
    });
    await tab.quiet();
  };
  for (const agent of agents) {
    await agent.devices[0]!.openTab();
    await press(agent, agent.devices[0]!);
  }

  async function oneDevice(agent: Agent, one: Device): Promise<void> {
    if (one.asleep > 0) {
      one.asleep -= 1;
      one.sleepFor(STEP_MS);
      return;
    }
    if (one.tabs.length === 0) await one.openTab();
    if (draw.chance(0.004)) {
      struck("machine_slept");
      one.asleep = 3 + draw.upTo(6);
      return;
    }
    if (draw.chance(0.004)) {
      struck("clock_set");
      one.skew = skew();
    }
    if (one.tabs.length < 2 && draw.chance(0.01)) {
      struck("second_tab");
      await one.openTab();
    }
    if (one === agent.devices[1] && draw.chance(0.01)) {
      struck("second_device");
      await press(agent, one);
    }
    if (draw.chance(0.02)) await press(agent, one);
    else if (draw.chance(0.01)) {
      void one.tabs[0]!.engine.stop();
      await one.tabs[0]!.quiet();
      await press(agent, one);
    }
    for (const tab of one.tabs) {
      for (const question of one.state?.questions ?? []) void tab.engine.answer(question.id, draw.chance(0.7));
      const looking = tab.look(draw.chance(0.95));
      if (draw.chance(0.004)) {
        // In the middle of whatever it does.
        await pause(draw.upTo(8));
        struck(one.tabs.length > 1 ? "tab_closed" : "power_lost");
        if (one.tabs.length > 1) one.closeTab(tab);
        else for (const each of [...one.tabs]) one.closeTab(each);
      }
      await looking;
    }
    if (draw.chance(0.004) && one.tabs.length > 0) {
      struck("tab_closed");
      one.closeTab(one.tabs[0]);
    }
    if (one.lastBatch && draw.chance(0.004)) {
      struck("batch_replayed");
      await one.send("/api/v1/diary/segments", one.lastBatch).catch(() => undefined);
    }
  }

  /** Everybody's step, many at a time, as on a platform; a process may be killed in its middle. */
  async function everybody(): Promise<void> {
    const waiting = agents.flatMap((agent) => agent.devices.map((one) => ({ agent, one })));
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await oneDevice(next.agent, next.one);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  }

  const downs = ["web_killed", "workers_killed", "backend_ended", "database_killed"] as const;
  const each = Math.max(1, Math.floor(steps / Math.max(1, infrastructure * downs.length)));
  for (let step = 0; step < steps; step++) {
    await world.advance(STEP_MS);
    const going = everybody();
    let repaired: Promise<unknown> = Promise.resolve();
    if (infrastructure > 0 && step % each === each - 1) {
      const down = downs[Math.floor(step / each) % downs.length]!;
      await pause(draw.upTo(40));
      if (down === "web_killed") repaired = world.killWeb();
      else if (down === "workers_killed") repaired = world.killWorkers();
      else if (down === "database_killed") repaired = world.killDatabase();
      if (down !== "backend_ended" || (await world.endBackend())) struck(down);
    }
    await Promise.all([going, repaired]);
    if (step % 50 === 49) say(`${step + 1} of ${steps} steps, ${Object.values(hits).reduce((sum, n) => sum + n, 0)} kills`);
  }

  stormy = false;
  for (const { devices } of agents)
    for (const one of devices) {
      one.asleep = 0;
      one.skew = 0;
    }
  const waits = () => agents.flatMap(({ devices }) => devices.flatMap((one) => one.entries.filter((entry) => !entry.refused)));
  for (let round = 0; round < 12 && (round < 3 || waits().length > 0); round++) {
    await world.advance(STEP_MS);
    for (const { devices } of agents)
      for (const one of devices) {
        const tab = one.tabs[0] ?? (await one.openTab());
        for (const question of one.state?.questions ?? []) void tab.engine.answer(question.id, true);
        if (round === 1) void tab.engine.stop();
        await tab.look(true);
      }
  }
  const refused = agents.flatMap(({ devices }) => devices.flatMap((one) => one.entries.filter((entry) => entry.refused)));
  const left = waits().length;
  for (const { person, devices } of agents)
    for (const one of devices) {
      const waiting = one.entries.filter((entry) => !entry.refused);
      if (waiting.length === 0) continue;
      const since = new Date(Math.min(...waiting.map((entry) => entry.startedAt))).toISOString();
      say(
        `${one.name} of ${person.agentId} still has ${waiting.length} since ${since}, skew ${one.skew}, last: ${one.lastAnswer}`,
      );
    }
  const found = await judge.judge(
    world.db,
    world.people.flatMap((one) => one.contracts),
  );
  return { ...found, hits, left, refused: refused.map((one) => one.refused!.key) };
}
