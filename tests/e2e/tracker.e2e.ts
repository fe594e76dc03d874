import type { Browser, BrowserContext, Page } from "@playwright/test";
import { address, expect, expectAccessible, expectNoSidewaysScroll, moveClock, open, personAt, test } from "./walk.ts";

/**
 * The tracker through lost connections, closed tabs, second tabs and devices, idleness and wrong clocks: no minute is lost and none is counted
 * twice. Time passes by the demo's clock, an hour at a time, and on the device by Playwright's.
 */
/** Two runs on one product are told apart. */
const run = Date.now().toString(36);
const AGENT = "marta.oliveira.pt0@agents.demo";
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: "dark" } as const;
const startButton = 'button[name="intent"][value="start"]';
const runningMemo = 'form:has(button[value="describe"]) [name="memo"]';
const stopButton = 'button[name="intent"][value="stop"]';

/** Opens the tracker and waits until this device has taken it over; whatever runs is stopped. */
async function trackerAt(page: Page): Promise<void> {
  await open(page, "/agent/tracker");
  await expect(page.locator('[data-tracker="here"]')).toBeVisible();
}
async function start(page: Page, memo: string, mode = "tracked"): Promise<void> {
  await page.locator('[name="memo"]').first().fill(`${memo} ${run}`);
  await page.locator(`input[name="mode"][value="${mode}"]`).check({ force: true });
  await page.locator(startButton).first().click();
  await expect(page.locator(stopButton)).toBeVisible();
}
async function stop(page: Page): Promise<void> {
  await page.locator(stopButton).click();
  await expect(page.locator(stopButton)).toHaveCount(0);
}

/** Minutes of the diary with this memo, and whether two of its segments lie over each other. */
async function recorded(page: Page, memo: string): Promise<{ minutes: number; doubled: number }> {
  await open(page, "/agent/tracker");
  const times = await page
    .locator("li", { has: page.locator("details") })
    .filter({ hasText: `${memo} ${run}` })
    .locator("details ul li span.tabular")
    .allTextContents();
  const spans = times.map(
    (text) => text.split("–").map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) as [number, number],
  );
  const length = ([from, to]: [number, number]) => (to - from + 1440) % 1440;
  const sorted = [...spans].sort((a, b) => a[0] - b[0]);
  return {
    minutes: spans.reduce((sum, span) => sum + length(span), 0),
    doubled: sorted.filter((span, index) => index > 0 && span[0] < sorted[index - 1]![1]).length,
  };
}
async function expectRecorded(page: Page, memo: string, minutes: number, give = 1): Promise<void> {
  await expect(async () => {
    const found = await recorded(page, memo);
    expect(found.doubled).toBe(0);
    expect(Math.abs(found.minutes - minutes), `${found.minutes} of ${minutes} min`).toBeLessThanOrEqual(give);
  }).toPass({ timeout: 60_000 });
}

/** A clock of the business for all tests; today's list starts anew at midnight, so an hour that would cross it is not used. */
async function anHourPasses(browser: Browser): Promise<void> {
  const { page, context } = await personAt(browser, "owner@lumen.demo");
  await moveClock(page, "hour");
  await context.close();
}
async function earlyEnough(page: Page): Promise<void> {
  for (;;) {
    await open(page, "/dev/clock");
    const now = new Date((await page.locator("main time[datetime]").first().getAttribute("datetime"))!);
    if (now.getUTCHours() < 19 && now.getUTCDay() !== 1) return;
    await moveClock(page, "hour");
  }
}

async function agentAt(browser: Browser, options: Parameters<typeof personAt>[2] = {}) {
  const at = await personAt(browser, AGENT, options);
  await earlyEnough(at.page);
  await trackerAt(at.page);
  if (await at.page.locator(stopButton).count()) await stop(at.page);
  for (const left of await at.page.locator('[data-answer="discard"]').all()) await left.click();
  await expect(at.page.locator("[data-answer]")).toHaveCount(0);
  return at;
}

/** Waits until the service worker has this page with all its files. */
const keptOffline = (page: Page) =>
  expect(async () => {
    const kept = await page.evaluate(async () => (await caches.match("/agent/tracker")) !== undefined);
    expect(kept).toBe(true);
  }).toPass({ timeout: 30_000 });
const noNews = (complaints: string[]) =>
  complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/.test(one));

async function deviceTime(page: Page, minutes: number, active: boolean): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 3) {
    if (active) await page.mouse.move(40 + (passed % 60), 300 + (passed % 7));
    await page.clock.fastForward(3 * 60_000);
    if (active) await page.mouse.move(41 + (passed % 60), 301);
    // Playwright's clock stands between the steps, the device's storage does not: a look has to have ended.
    await page.clock.runFor(6_000);
    await page.evaluate(() => indexedDB.databases());
  }
}

test("without a connection: the page opens, goes on, switches and stops; the hour arrives once when it is back", async ({
  browser,
}) => {
  const { page, context, complaints } = await agentAt(browser, phone);
  await keptOffline(page);
  await expectAccessible(page);
  await start(page, "Offline one");
  await page.clock.install();
  await trackerAt(page);
  await keptOffline(page);
  await context.setOffline(true);
  await anHourPasses(browser);
  await deviceTime(page, 30, true);
  await expect(page.locator("[data-offline]")).toBeVisible();
  await page.reload();
  await expect(page.locator('[data-tracker="here"]')).toBeVisible();
  await expect(page.locator('[role="timer"]')).toContainText(/0:3\d:/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator("[data-switch]").click();
  await page.locator('details [name="memo"]').first().fill(`Offline two ${run}`);
  await page.locator(startButton).first().click();
  await expect(page.locator(runningMemo)).toHaveValue(`Offline two ${run}`);
  await deviceTime(page, 30, true);
  await stop(page);
  await expect(page.locator("[data-waiting]")).toBeVisible();
  await context.setOffline(false);
  await page.clock.runFor(10_000);
  await expect(page.locator("[data-waiting]")).toHaveCount(0);
  await expect(page.locator("[data-refused]")).toHaveCount(0);
  await expectRecorded(page, "Offline one", 31, 3);
  await expectRecorded(page, "Offline two", 31, 3);
  expect(noNews(complaints)).toEqual([]);
  await context.close();
});

test("a slow device keeps the page too, whose script runs behind its service worker", async ({ browser }) => {
  const { page, context, complaints } = await personAt(browser, AGENT, phone);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await trackerAt(page);
  await keptOffline(page);
  // Whatever the page does as it opens has been done: the copy is still there.
  await page.waitForLoadState("networkidle");
  await keptOffline(page);
  expect(complaints).toEqual([]);
  await context.close();
});

test("the tab is closed while it runs: opened again it asks about the time nobody saw, once", async ({ browser }) => {
  const { page, context } = await agentAt(browser);
  await start(page, "Closed tab");
  await page.close();
  await anHourPasses(browser);
  const again = await context.newPage();
  await trackerAt(again);
  await expect(again.locator('[data-answer="keep"]')).toHaveCount(1);
  await expectAccessible(again);
  await again.locator('[data-answer="keep"]').click();
  await stop(again);
  await expectRecorded(again, "Closed tab", 60, 2);
  await context.close();
});

test("two tabs: both show one tracker, one question and one hour", async ({ browser }) => {
  const { page: first, context } = await agentAt(browser);
  const second = await context.newPage();
  await trackerAt(second);
  await start(first, "Two tabs");
  await expect(second.locator(stopButton)).toBeVisible();
  await anHourPasses(browser);
  for (const page of [first, second]) {
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect(page.locator('[data-answer="keep"]')).toHaveCount(1, { timeout: 90_000 });
  }
  await second.locator('[data-answer="keep"]').click();
  await expect(first.locator('[data-answer="keep"]')).toHaveCount(0);
  await stop(first);
  await expect(second.locator(stopButton)).toHaveCount(0);
  await expectRecorded(second, "Two tabs", 60, 2);
  await context.close();
});

test("two devices: the second follows the first, switches it, and the first one says so", async ({ browser }) => {
  const laptop = await agentAt(browser);
  const mobile = await personAt(browser, AGENT, phone);
  await start(laptop.page, "On the laptop");
  await trackerAt(mobile.page);
  await expect(mobile.page.locator(runningMemo)).toHaveValue(`On the laptop ${run}`);
  await mobile.page.locator("[data-switch]").click();
  await mobile.page.locator('details input[name="mode"][value="on-call"]').check({ force: true });
  await mobile.page.locator('details [name="memo"]').first().fill(`On the phone ${run}`);
  await mobile.page.locator(startButton).first().click();
  await expect(laptop.page.locator(runningMemo)).toHaveValue(`On the phone ${run}`, { timeout: 30_000 });
  await expect(laptop.page.locator('[data-news="movedElsewhere"]')).toBeVisible();
  await stop(mobile.page);
  await expect(laptop.page.locator(stopButton)).toHaveCount(0, { timeout: 30_000 });
  await expect(laptop.page.locator('[data-news="stoppedElsewhere"]')).toBeVisible();
  await laptop.context.close();
  await mobile.context.close();
});

async function machine(context: BrowserContext, page: Page) {
  const cdp = await context.newCDPSession(page);
  const { origin } = new URL(address("/"));
  const { targetInfo } = await cdp.send("Target.getTargetInfo");
  await cdp.send("Browser.grantPermissions", {
    origin,
    permissions: ["idleDetection"],
    browserContextId: targetInfo.browserContextId,
  });
  const active = (isUserActive: boolean) => cdp.send("Emulation.setIdleOverride", { isUserActive, isScreenUnlocked: true });
  await active(true);
  return { active };
}

test("idle by the whole machine: asked after ten minutes, kept once and discarded once; on call nobody is asked", async ({
  browser,
}) => {
  const { page, context } = await agentAt(browser);
  const { active } = await machine(context, page);
  await page.clock.install();
  await trackerAt(page);
  await expect(page.locator('[data-sensor="machine"]')).toHaveCount(1);
  await start(page, "Idle");
  await context.setOffline(true);
  await anHourPasses(browser);
  await deviceTime(page, 9, false);
  await expect(page.locator("[data-answer]")).toHaveCount(0);
  await active(false);
  await deviceTime(page, 12, false);
  await expect(page.locator('[data-question="idle"]')).toBeVisible();
  await expectAccessible(page);
  await page.locator('[data-answer="keep"]').click();
  await expect(page.locator("[data-answer]")).toHaveCount(0);
  await deviceTime(page, 15, false);
  await page.locator('[data-answer="discard"]').click();
  await expect(page.locator("[data-answer]")).toHaveCount(0);
  await page.locator("[data-switch]").click();
  await page.locator('details input[name="mode"][value="on-call"]').check({ force: true });
  await page.locator('details [name="memo"]').first().fill(`Calls ${run}`);
  await page.locator(startButton).first().click();
  await deviceTime(page, 21, false);
  await expect(page.locator("[data-answer]")).toHaveCount(0);
  await stop(page);
  await context.setOffline(false);
  await page.clock.runFor(10_000);
  await expect(page.locator("[data-waiting]")).toHaveCount(0);
  await expectRecorded(page, "Idle", 25, 3);
  await expectRecorded(page, "Calls", 22, 3);
  await context.close();
});

test("a device whose clock is a day wrong records the right time", async ({ browser }) => {
  const { page, context } = await agentAt(browser);
  await page.clock.install({ time: Date.now() - 86_400_000 });
  await trackerAt(page);
  await start(page, "Wrong clock");
  await anHourPasses(browser);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.clock.runFor(61_000);
  await page.locator('[data-answer="keep"]').click();
  await stop(page);
  await page.clock.runFor(6_000);
  await expect(page.locator("[data-refused]")).toHaveCount(0);
  await expectRecorded(page, "Wrong clock", 60, 3);
  await context.close();
});

test("signing out takes the page's copy along and leaves what waits to its own agent", async ({ browser }) => {
  const { page, context } = await agentAt(browser);
  await keptOffline(page);
  await page.request.post(address("/auth/sign-out"), { headers: { "sec-fetch-site": "same-origin" } });
  await open(page, "/auth/sign-in");
  await expect(async () => {
    expect(await page.evaluate(async () => (await caches.match("/agent/tracker")) !== undefined)).toBe(false);
  }).toPass();
  await context.close();
});

test("the tracker can be installed, and floats in a window of its own in which it is stopped", async ({ browser }) => {
  const { page, context, complaints } = await agentAt(browser);
  const devtools = await context.newCDPSession(page);
  expect(await devtools.send("Page.getInstallabilityErrors")).toEqual({ installabilityErrors: [] });
  expect((await devtools.send("Page.getAppManifest")).errors).toEqual([]);
  await start(page, "Floating");
  const floats = context.waitForEvent("page");
  await page.locator('[data-float="open"]').click();
  const floating = await floats;
  await expect(floating.locator('[role="timer"]')).toContainText(/0:0\d:/);
  await floating.locator(stopButton).click();
  await expect(page.locator(stopButton)).toHaveCount(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("work that waits goes out by the service worker when the connection is back and the tab is closed", async ({ browser }) => {
  test.setTimeout(240_000);
  const { page, context } = await agentAt(browser);
  await keptOffline(page);
  await start(page, "Background");
  await context.setOffline(true);
  // The service worker reads the real clock, so a real minute passes.
  await expect(page.locator('[role="timer"]')).toContainText(/0:01:/, { timeout: 130_000 });
  await stop(page);
  await expect(page.locator("[data-waiting]")).toBeVisible();
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const elsewhere = await context.newPage();
  const devtools = await context.newCDPSession(elsewhere);
  const registration = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const tracker = registrations.find((one) => one.scopeURL.endsWith("/agent/tracker") && !one.isDeleted);
      if (tracker) resolve(tracker.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  // A page of the same place that has no tracker of its own: what arrives has not been sent by it.
  await open(elsewhere, "/agent/contracts");
  const event = {
    origin: new URL(address("/")).origin,
    registrationId: await registration,
    tag: "deskhand-outbox",
    lastChance: false,
  };
  await devtools.send("ServiceWorker.dispatchSyncEvent", event);
  await expect(async () => {
    await open(elsewhere, `/agent/diary/search?q=${encodeURIComponent(`Background ${run}`)}`);
    await expect(
      elsewhere
        .locator("main li, main td")
        .filter({ hasText: `Background ${run}` })
        .first(),
    ).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await context.close();
});
