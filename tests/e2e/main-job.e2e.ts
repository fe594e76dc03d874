import type { Page } from "@playwright/test";
import { address, complaintsOf, expect, expectAccessible, moveClock, open, signIn, test } from "./walk.ts";

/**
 * The main job by three people at three browsers (product.md, "The main job"): a business posts, is shown its list, invites, talks, offers;
 * an agent accepts, works and is paid in local currency; platform finance traces the cent; both rate.
 */
const stamp = Date.now().toString(36);
const business = { company: `Journey ${stamp}`, name: "Bea Journey", email: `bea.${stamp}@journey.test` };
const agent = { name: `Joana ${stamp}`, email: `joana.${stamp}@journey.test` };
const password = "a long enough password";
const title = `E-mail support ${stamp}`;

/** The link in the newest mail to an address, as the demo's outbox shows it. */
async function linkInMail(page: Page, email: string, path: string): Promise<string> {
  let found: string | null = null;
  await expect(async () => {
    await open(page, `/dev/mail?q=${encodeURIComponent(email)}`);
    await page.locator("a[href^='/dev/mail/']").first().click({ timeout: 2000 });
    found = await page.locator(`a[href*="${path}"]`).first().getAttribute("href", { timeout: 2000 });
    expect(found).not.toBeNull();
  }).toPass({ timeout: 30_000 });
  return found!;
}

/** The business clock as the demo's page tells it. */
async function clock(page: Page): Promise<Date> {
  await open(page, "/dev/clock");
  const told = await page.locator("main dl time").first().getAttribute("datetime");
  return new Date(told!);
}

test("from a posted role to the cent in the agent's bank, and back", async ({ browser }) => {
  test.setTimeout(600_000);
  const newPerson = async () => (await browser.newContext()).newPage();
  const [owner, worker, finance, manager, promoted] = [
    await newPerson(),
    await newPerson(),
    await newPerson(),
    await newPerson(),
    await newPerson(),
  ];
  const complaints = [owner, worker, finance, manager, promoted].map(complaintsOf);

  await test.step("a promotion that the system proposed is decided by a person and accepted by the agent", async () => {
    await signIn(manager, "manager@northwind.demo");
    await open(manager, "/business/promotions");
    await manager.locator("main a", { hasText: "Katharina Gruber" }).first().click();
    await manager.waitForURL(/\/business\/promotions\/[0-9a-f-]{36}$/);
    await expectAccessible(manager);
    // A rate under the old one is refused by name.
    await manager.locator('[name="newRate"]').fill("15.00");
    await manager.locator('[name="reason"]').fill("Sixteen calm weeks, and the sample was the best we have read.");
    await manager.locator('button[name="decision"][value="approve"]').click();
    await expect(manager.locator('[name="newRate"][aria-invalid="true"]')).toBeVisible();
    await manager.locator('[name="newRate"]').fill("18.00");
    await manager.locator('button[name="decision"][value="approve"]').click();
    await expect(manager.locator('button[name="decision"]')).toHaveCount(0);
    await signIn(promoted, "katharina.gruber.at0@agents.demo");
    await expect(async () => {
      await open(promoted, "/agent/contracts");
      await promoted.locator("main a[href^='/agent/contracts/']").first().click();
      await promoted.locator('button[name="intent"][value="accept"]').click({ timeout: 2000 });
    }).toPass({ timeout: 30_000 });
    await expect(promoted.locator('button[name="intent"][value="accept"]')).toHaveCount(0);
    await expect(promoted.locator("main")).toContainText("15.50 USD");
  });

  await test.step("a business signs up, proves its address and puts a card on file", async () => {
    await open(owner, "/auth/sign-up/business");
    await owner.locator('[name="businessName"]').fill(business.company);
    await owner.locator('[name="name"]').fill(business.name);
    await owner.locator('[name="email"]').fill(business.email);
    await owner.locator('[name="password"]').fill("short");
    await owner.locator('[name="country"]').selectOption("FR");
    await owner.locator('main button:not([type="button"])').last().click();
    // Bad input: the field is named and what was typed stays, the password aside.
    await expect(owner.locator('[name="email"]')).toHaveValue(business.email);
    await expect(owner.locator('[name="password"][aria-invalid="true"]')).toBeVisible();
    await owner.locator('[name="password"]').fill(password);
    await owner.locator('main button:not([type="button"])').last().click();
    await owner.waitForURL(address("/business"));
    await owner.goto(await linkInMail(owner, business.email, "/auth/verify-email?token="));
    await owner.locator('button[name="intent"][value="verify"]').click();
    await owner.waitForURL(address("/business"));
    await open(owner, "/business/cards");
    await owner.locator('button[name="intent"][value="add"]').first().click();
    await owner.locator("#name").fill(business.name);
    await owner.locator('button[type="submit"]').first().click();
    await owner.waitForURL(address("/business/cards"));
    await expect(owner.locator("main")).toContainText("4242");
  });

  await test.step("an agent signs up, fills in the profile and connects a bank account", async () => {
    await open(worker, "/auth/sign-up/agent");
    await worker.locator('[name="name"]').fill(agent.name);
    await worker.locator('[name="email"]').fill(agent.email);
    await worker.locator('[name="password"]').fill(password);
    await worker.locator('[name="country"]').selectOption("PL");
    await worker.locator('[name="timeZone"]').selectOption("Europe/Warsaw");
    await worker.locator('main button:not([type="button"])').last().click();
    await worker.waitForURL(address("/agent/profile"));
    await worker.locator('[name="headline"]').fill("Calm answers by e-mail");
    await worker.locator('[name="languages[0].language"]').selectOption("en");
    await worker.locator('[name="languages[0].level"]').selectOption("C2");
    await worker.locator('[name="tools[0].tool"]').selectOption("zendesk");
    await worker.locator('[name="tools[0].level"]').selectOption("5");
    await worker.locator('[name="channels"][value="email"]').check();
    await worker.locator('[name="channels"][value="chat"]').check();
    await worker.locator('[name="hourlyRate"]').fill("7.25");
    await worker.locator('[name="currency"]').selectOption("USD");
    // Hours with the keyboard alone: Monday 09:00, painted down to 17:00, then copied to the working days.
    const grid = worker.locator("fieldset:has([data-index])").last();
    await grid
      .locator("button", { hasText: /clear|none/i })
      .first()
      .click();
    await grid.locator('[data-index="18"]').focus();
    await worker.keyboard.press("Space");
    for (let half = 0; half < 16; half++) await worker.keyboard.press("Shift+ArrowDown");
    await grid.locator("button").nth(4).click();
    await expect(grid.locator("[data-index]:checked")).toHaveCount(5 * 17);
    await worker.locator('main form button:not([type="button"])').last().click();
    await worker.waitForURL(address("/agent/profile?saved"));
    await open(worker, "/agent/payout-account");
    await worker.locator('main form button:not([type="button"])').first().click();
    await worker.locator("#given_name").fill("Joana");
    await worker.locator("#surname").fill("Journey");
    await worker.locator('button[name="intent"][value="finish"]').click();
    await worker.waitForURL("**/agent/payout-account**");
    // Without the tax form nothing would be paid out.
    await open(worker, "/agent/tax");
    await worker.locator('[name="address"]').fill("ul. Piękna 5");
    await worker.locator('[name="city"]').fill("Warszawa");
    await worker.locator('[name="postcode"]').fill("00-539");
    await worker.locator('[name="taxId"]').fill("44051401359");
    await worker.locator('[name="birthDate"]').fill("1994-05-14");
    if (await worker.locator('[name="workPlace"]').count()) await worker.locator('[name="workPlace"]').check();
    await worker.locator('[name="certified"]').check();
    await worker.locator('[name="signedName"]').fill(agent.name);
    await worker.locator('main form button:not([type="button"])').last().click();
    await worker.waitForURL(address("/agent/tax?saved"));
  });

  const roleAddress = await test.step("the business posts a role", async () => {
    await open(owner, "/business/roles/new");
    await owner.locator('[name="title"]').fill(title);
    await owner.locator('[name="description"]').fill("Answer our customers by e-mail, in English.");
    await owner.locator('[name="languages[0].language"]').selectOption("en");
    await owner.locator('[name="languages[0].level"]').selectOption("C1");
    await owner.locator('[name="tools[0].tool"]').selectOption("zendesk");
    await owner.locator('[name="maxRate"]').fill("12.00");
    await owner.locator('[name="currency"]').selectOption("USD");
    await owner.locator('[name="timeZone"]').selectOption("Europe/Paris");
    await owner.locator('main form button:not([type="button"])').last().click();
    await owner.waitForURL(/\/business\/roles\/[0-9a-f-]{36}$/);
    await owner.locator('button[name="intent"][value="open"]').click();
    await owner.waitForURL("**/matches");
    return owner.url();
  });

  await test.step("it is shown a ranked list with the agent in it, and invites", async () => {
    await expect(async () => {
      await owner.goto(roleAddress);
      await expect(owner.locator("main li", { hasText: agent.name })).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 30_000 });
    await expectAccessible(owner);
    await owner
      .locator("main ol > li", { hasText: agent.name })
      .first()
      .getByRole("button", { name: `Invite ${agent.name}` })
      .click();
    await owner.waitForURL(/\/business\/applications\/[0-9a-f-]{36}$/);
  });

  await test.step("they talk live", async () => {
    await open(worker, "/agent/applications");
    await worker.locator("main a", { hasText: business.company }).first().click();
    await worker.waitForURL(/\/agent\/applications\/[0-9a-f-]{36}$/);
    await worker.locator('button[name="intent"][value="apply"]').click();
    await expect(worker.locator('button[name="intent"][value="apply"]')).toHaveCount(0);
    await owner.reload();
    await worker.locator('[name="body"]').fill("Happy to start tomorrow.");
    await worker.locator('form:has([name="body"]) button:not([type="button"])').last().click();
    // The business's page is open and is not reloaded: the message comes by the stream.
    await expect(owner.locator("main")).toContainText("Happy to start tomorrow.");
    await owner.locator('[name="body"]').fill("Great, the offer is coming.");
    await owner.locator('form:has([name="body"]) button:not([type="button"])').last().click();
    await expect(worker.locator("main")).toContainText("Great, the offer is coming.");
  });

  const { contractId, begins } =
    await test.step("an offer with weekly windows becomes a contract with frozen terms", async () => {
      await owner.goto(`${owner.url()}/offer`);
      await expect(owner.locator('[name="hourlyRate"]')).toHaveValue("7.25");
      const startsOn = await owner.locator('[name="startsOn"]').inputValue();
      await owner.locator('main form button:not([type="button"])').last().click();
      await owner.waitForURL(/\/business\/applications\/[0-9a-f-]{36}$/);
      await worker.reload();
      await worker.locator('a[href^="/agent/offers/"]').first().click();
      await expectAccessible(worker);
      await worker.locator('button[name="intent"][value="accept"]').click();
      await worker.waitForURL(/\/agent\/contracts\/[0-9a-f-]{36}$/);
      await expect(worker.locator("main")).toContainText("7.25 USD");
      // Midnight in Paris, an hour early at most in summer.
      return { contractId: worker.url().split("/").at(-1)!, begins: new Date(`${startsOn}T00:00:00+01:00`) };
    });

  await test.step("the agent works: 7 hours 55 minutes, sent twice, kept once; the business sees them live", async () => {
    // The contract starts tomorrow in Paris; a whole day's work has to lie in one week of the business clock.
    for (;;) {
      const now = await clock(worker);
      const monday = new Date(now.getTime() - ((now.getTime() - Date.UTC(1970, 0, 5)) % (7 * 86_400_000)));
      if (now.getTime() - Math.max(monday.getTime(), begins.getTime()) > 9 * 3_600_000) break;
      await moveClock(worker, "day");
    }
    await open(owner, `/business/diary/${contractId}`);
    await open(worker, "/agent/tracker");
    await worker.locator('[name="memo"]').first().fill("Inbox, oldest first");
    await worker.locator('button[name="intent"][value="start"]').first().click();
    await expect(worker.locator('button[name="intent"][value="stop"]')).toBeVisible();
    await expectAccessible(worker);
    await worker.locator('button[name="intent"][value="stop"]').click();
    await expect(worker.locator('button[name="intent"][value="stop"]')).toHaveCount(0);

    const until = Math.floor((await clock(worker)).getTime() / 600_000) * 600_000 - 600_000;
    const segments = Array.from({ length: 48 }, (_, index) => ({
      id: crypto.randomUUID(),
      startedAt: new Date(until - (48 - index) * 600_000).toISOString(),
      minutes: index === 47 ? 5 : 10,
      kind: "tracked",
      memo: "Inbox, oldest first",
      activeMinutes: 5,
    }));
    const send = () =>
      worker.evaluate(
        async ({ url, body }) => {
          const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
          return { status: answer.status, ...((await answer.json()) as object) };
        },
        { url: `/api/v1/contracts/${contractId}/segments`, body: JSON.stringify({ device: "web", segments }) },
      );
    expect(await send()).toMatchObject({ status: 200, stored: 48, already: 0, refused: [] });
    expect(await send()).toMatchObject({ status: 200, stored: 0, already: 48, refused: [] });
    // The page has been open all the time: the stream brings the hours.
    await expect(owner.locator("main")).toContainText(/7\s?h\s?55/);
    await expectAccessible(owner);
  });

  await test.step("the week closes: the card is charged, the business reviews, the bill has two documents", async () => {
    await moveClock(owner, "close");
    await open(owner, "/business/bills");
    await owner.locator("main a[href^='/business/bills/']").first().click();
    // 7.25 x 475 / 60 = 57.3958..., rounded half up once; 10% of it on top; France's 20% on the fee, since no VAT number was given.
    for (const amount of ["57.40 USD", "5.74 USD", "1.15 USD", "64.29 USD"])
      await expect(owner.locator("main")).toContainText(amount);
    await expectAccessible(owner);
    await open(owner, "/business/timesheets");
    await owner.locator("main a[href^='/business/timesheets/']").first().click();
    await owner.locator("main form button:not([type='button'])").last().click();
    await expect(owner.locator('main form [name="note"]')).toHaveCount(0);
    await expect(owner.locator("main")).toContainText(/approved/i);
  });

  const payoutId = await test.step("the money becomes available on the Wednesday and reaches the bank in złoty", async () => {
    // The next Wednesday is that of the week before; nine days after our close comes a week later.
    await moveClock(worker, "available");
    await moveClock(worker, "week");
    await open(worker, "/agent/earnings");
    await expect(worker.locator("main")).toContainText("57.40 USD");
    await expectAccessible(worker);
    // Wednesday 13:00 everybody is paid; banks take some days.
    await moveClock(worker, "day");
    await moveClock(worker, "week");
    await open(worker, "/agent/earnings");
    await worker.locator("main a[href^='/agent/payouts/']:not([href*='/new'])").first().click();
    await worker.waitForURL(/\/agent\/payouts\/[0-9a-f-]{36}$/);
    await expect(worker.locator("main")).toContainText("57.40 USD");
    await expect(worker.locator("main")).toContainText(/\d PLN/);
    await expectAccessible(worker);
    const id = worker.url().split("/").at(-1)!;
    await open(worker, "/agent/statement");
    await expect(worker.locator("main")).toContainText("57.40 USD");
    return id;
  });

  await test.step("both sides rate, blind until both have", async () => {
    for (const [page, area] of [
      [owner, "business"],
      [worker, "agent"],
    ] as const) {
      await open(page, `/${area}/reviews/${contractId}`);
      await expect(page.locator("main")).not.toContainText("A pleasure");
      await page.locator('input[name="stars"][value="5"]').check();
      await page.locator('[name="words"]').fill("A pleasure to work with.");
      await page.locator("main form button:not([type='button'])").last().click();
    }
    await expect(async () => {
      await open(owner, `/business/reviews/${contractId}`);
      await expect(owner.locator("main").getByText("A pleasure to work with.")).toHaveCount(2, { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
  });

  await test.step("the promotion is in force since its Monday, with the new rate and level", async () => {
    await open(promoted, "/agent/tier");
    await expect(promoted.locator("main")).toContainText("L2");
    await open(promoted, "/agent/contracts");
    await promoted.locator("main a[href^='/agent/contracts/']").first().click();
    await expect(promoted.locator("main")).toContainText("18.00 USD");
  });

  await test.step("platform finance follows the cent from the bank to the ten-minute segments and back, and nothing is unexplained", async () => {
    await signIn(finance, "finance@deskhand.demo");
    await open(finance, "/desk/finance/trace");
    await finance.locator('[name="q"]').first().fill(payoutId);
    await finance.locator('[name="q"]').first().press("Enter");
    await finance.waitForURL(/\/desk\/finance\/trace\/payouts?\/[0-9a-f-]{36}$/);
    for (const amount of ["57.40 USD", "64.29 USD"]) await expect(finance.locator("main")).toContainText(amount);
    await expect(finance.locator("main")).toContainText(/\d PLN/);
    await expect(finance.locator("main")).toContainText(/48/);
    await expectAccessible(finance);
    await open(finance, "/desk/finance/reconciliation");
    // Long enough back to hold the whole journey.
    const from = new Date(`${await finance.locator('[name="from"]').inputValue()}T00:00:00Z`);
    await finance.locator('[name="from"]').fill(new Date(from.getTime() - 30 * 86_400_000).toISOString().slice(0, 10));
    await finance.locator('main form:has([name="from"]) button:not([type="button"])').click();
    await finance.waitForURL(/\/desk\/finance\/reconciliation\/[0-9a-f-]{36}$/);
    const run = finance.url();
    await expect(async () => {
      await open(finance, "/desk/finance/reconciliation");
      const cells = finance.locator(`tr:has(a[href="${new URL(run).pathname}"]) td`);
      expect(Number(await cells.nth(3).innerText())).toBeGreaterThan(0);
      expect((await cells.nth(5).innerText()).trim()).toMatch(/^(0|–)$/);
    }).toPass({ timeout: 60_000 });
    await open(finance, "/desk/finance/trial-balance");
    await expectAccessible(finance);
  });

  expect(complaints.flat()).toEqual([]);
});
