import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";

export { expect } from "@playwright/test";

export const PASSWORD = "deskhand-demo";
export const address = (path: string) => `${process.env.DESKHAND_URL}${path}`;

/**
 * Goes to a page and waits until React has taken it over: on a slow machine a test types sooner than any person would, and React 18 then says
 * "Root did not complete" (its error 345) and renders again.
 */
export async function open(page: Page, path: string) {
  const answer = await page.goto(address(path));
  await page.waitForFunction(() => Object.keys(document.body).some((key) => key.startsWith("__reactFiber")));
  return answer;
}

/** What a page says wrongly to its console; 4xx answers that a test asks for are listed by the browser too and left out. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource.*status of 4\d\d/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  // React's 345 is its own fault under load, repaired by itself (see `open`); a read that the next page cuts off is no fault of the page
  // that is left. Everything else counts.
  page.on("pageerror", (error) => {
    if (!/React error #345|BodyStreamBuffer was aborted/.test(error.message)) complaints.push(`${page.url()}: ${error.message}`);
  });
  return complaints;
}

/** A person of the demo at a browser of their own. */
export async function personAt(
  browser: Browser,
  email: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await signIn(page, email);
  return { page, context, complaints };
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await open(page, "/auth/sign-in");
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('input[name="password"]').press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/auth/"));
}

/** WCAG 2.2 A and AA by axe; a violation names its rule and the first element. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map((one) => `${page.url()} ${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
}

/** Nothing of the page lies beside the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${page.url()} is wider than the screen`).toBe(0);
}

/** Moves the demo's clock and waits until all that fell due on the way is done. */
export async function moveClock(page: Page, to: string): Promise<void> {
  await open(page, "/dev/clock");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator(`button[name="to"][value="${to}"]`).click();
  await answered;
  await expect(async () => {
    await open(page, "/dev/clock");
    await expect(page.locator(`button[name="to"][value="${to}"]`)).toBeEnabled({ timeout: 500 });
  }).toPass({ timeout: 120_000 });
}

/** Where the local Stripe listens, as the address of its card form tells. */
export async function stripeOrigin(browser: Browser): Promise<string> {
  const { page, context } = await personAt(browser, "finance@pica.demo");
  await open(page, "/business/cards");
  await page.locator('button[name="intent"][value="add"]').first().click();
  await page.waitForURL((url) => url.port !== new URL(address("/")).port);
  const { origin } = new URL(page.url());
  await context.close();
  return origin;
}

export const test = base;
