import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, moveClock, open, personAt, test } from "./walk.ts";

/**
 * Pictures from the agreement to the tombstone. Chromium's fake screen stands for the agent's (headless Chromium has no screen to share; the browser's
 * own getDisplayMedia, its permission and its frames are real); time passes by the demo's clock and, on the device, by Playwright's.
 */
test.use({
  launchOptions: {
    executablePath: process.env.CHROME,
    args: [
      ...(JSON.parse(process.env.CHROME_ARGS ?? "[]") as string[]),
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
    ],
  },
});

const AGENT = "marta.oliveira.pt0@agents.demo";
const BUSINESS = "owner@lumen.demo";
const preview = "[data-preview]";
const stopButton = 'button[name="intent"][value="stop"]';

/** The business proposes blurred pictures on the contract, the agent agrees. @returns the contract's id */
async function agree(agent: Page, business: Page): Promise<string> {
  await open(agent, "/agent/contracts");
  const link = agent.locator('main a[href^="/agent/contracts/"]').first();
  const contractId = (await link.getAttribute("href"))!.split("/").at(-1)!;
  await open(business, `/business/contracts/${contractId}`);
  const level = business.locator('[name="evidenceLevel"]');
  if (await level.count()) {
    await business.locator("details", { has: level }).locator("summary").click();
    await level.selectOption("blurred");
    await business.locator('button[value="propose"]').click();
    // A second run on one product finds it agreed.
    await expect(business.locator('button[value="withdraw"], [data-form-error], [aria-invalid="true"]').first()).toBeVisible();
  }
  await open(agent, `/agent/contracts/${contractId}`);
  const accept = agent.locator('button[value="accept"]');
  if (await accept.count()) await accept.click();
  await expect(accept).toHaveCount(0);
  return contractId;
}

/** Three minutes pass on the device, with somebody at it. */
async function threeMinutes(page: Page): Promise<void> {
  await page.mouse.move(40, 300);
  await page.clock.fastForward(3 * 60_000);
  await page.mouse.move(41, 301);
  await page.clock.runFor(6_000);
  await page.evaluate(() => indexedDB.databases());
}
async function nextPreview(page: Page): Promise<void> {
  await expect(async () => {
    if (!(await page.locator(preview).count())) await threeMinutes(page);
    await expect(page.locator(preview)).toBeVisible({ timeout: 300 });
  }).toPass({ timeout: 60_000, intervals: [10] });
}

async function anHourPasses(browser: Browser): Promise<void> {
  const { page, context } = await personAt(browser, BUSINESS);
  await moveClock(page, "hour");
  await context.close();
}

test("agreed, seen, sent once and discarded once; the business looks at it and deletes it; the chain still fits", async ({
  browser,
}) => {
  const agent = await personAt(browser, AGENT);
  const business = await personAt(browser, BUSINESS);
  const contractId = await agree(agent.page, business.page);
  const { page } = agent;

  await page.clock.install();
  await open(page, "/agent/tracker");
  await expect(page.locator('[data-tracker="here"]')).toBeVisible();
  await page.locator(`input[name="contractId"][value="${contractId}"]`).check({ force: true });
  await page.locator('button[name="intent"][value="start"]').first().click();
  await expect(page.locator(stopButton)).toBeVisible();
  await expect(page.locator('[data-pictures="off"]')).toBeVisible();
  await expectAccessible(page);
  await page.locator('[data-share="start"]').click();
  await expect(page.locator('[data-pictures="sharing"]')).toBeVisible();

  // Another tab cannot take pictures too.
  const second = await agent.context.newPage();
  await open(second, "/agent/tracker");
  await second.locator('[data-share="start"]').click();
  await expect(second.locator('[data-pictures="elsewhere"]')).toBeVisible();
  await second.close();

  await agent.context.setOffline(true);
  await anHourPasses(browser);
  await nextPreview(page);
  const size = await page.locator(`${preview} img`).evaluate((one: HTMLImageElement) => [one.naturalWidth, one.naturalHeight]);
  expect(size).toEqual([213, 120]);
  await expectAccessible(page);
  await page.locator('[data-picture="send"]').click();
  await expect(page.locator("[data-waiting-pictures]")).toBeVisible();
  await nextPreview(page);
  await page.locator('[data-picture="discard"]').click();
  await expect(page.locator(preview)).toHaveCount(0);
  await page.locator(stopButton).click();
  await expect(page.locator(stopButton)).toHaveCount(0);
  await agent.context.setOffline(false);
  await page.clock.runFor(30_000);
  await expect(page.locator('[data-sent-pictures="1"]')).toBeVisible();
  await expect(page.locator("[data-waiting-pictures]")).toHaveCount(0);

  const look = business.page;
  await open(look, `/business/diary/${contractId}`);
  // The newest; another run on this product has left its own.
  const thumbnail = look.locator('a[href^="/business/diary/picture/"]').last();
  const pictureId = (await thumbnail.getAttribute("href"))!.split("/").at(-1)!;
  await expect(async () => {
    expect(await thumbnail.locator("img").evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  }).toPass();
  await expectAccessible(look);
  await thumbnail.focus();
  await look.keyboard.press("Enter");
  await look.waitForURL(/\/business\/diary\/picture\//);
  await expectAccessible(look);
  await look.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(look);
  await look
    .locator("details", { has: look.locator('[name="reason"]') })
    .locator("summary")
    .click();
  await look.locator('[name="reason"]').fill("A customer's letter lay on it");
  await look.locator('form:has([name="reason"]) button').click();
  await expect(look.locator("[data-tombstone]")).toContainText("A customer's letter lay on it");
  await look.setViewportSize({ width: 1280, height: 900 });

  await open(page, "/agent/diary");
  await expect(page.locator(`[data-tombstone="${pictureId}"]`)).toBeVisible();
  await open(look, `/business/diary/${contractId}/verify`);
  await expect(
    look
      .locator('[role="alert"], main')
      .filter({ hasText: /fits what the diary holds|concorde avec ce que le journal/i })
      .first(),
  ).toBeVisible();
  expect(
    [...agent.complaints, ...business.complaints].filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(one)),
  ).toEqual([]);
  await agent.context.close();
  await business.context.close();
});
