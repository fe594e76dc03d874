import { address, expect, expectAccessible, expectNoSidewaysScroll, personAt, test } from "./walk.ts";

/** Pages of each person; a part in braces is the first link of that shape on the page before it. */
const walks: Record<string, string[]> = {
  "manager@northwind.demo": [
    "/business",
    "/business/roles",
    "{/business/roles/[0-9a-f-]{36}}",
    "{/business/roles/[0-9a-f-]{36}/matches}",
    "/business/roles/new",
    "/business/agents",
    "{/business/agents/[0-9a-f-]{36}}",
    "/business/searches",
    "/business/applications",
    "{/business/applications/[0-9a-f-]{36}}",
    "/business/shifts",
    "{/business/shifts/[0-9a-f-]{36}}",
    "/business/contracts",
    "{/business/contracts/[0-9a-f-]{36}}",
    "/business/diary",
    "/business/diary/month",
    "/business/diary/compare",
    "/business/diary/search",
    "/business/diary/calendar",
    "/business/conversations",
    "{/business/conversations/[0-9a-f-]{36}}",
    "/business/metrics",
    "{/business/metrics/[0-9a-f-]{36}}",
    "/business/helpdesks",
    "{/business/helpdesks/[0-9a-f-]{36}}",
    "/business/helpdesks/imports/new",
    "/business/timesheets",
    "{/business/timesheets/[0-9a-f-]{36}}",
    "/business/bills",
    "{/business/bills/[0-9a-f-]{36}}",
    "/business/promotions",
    "/business/members",
    "/notifications",
    "/settings/profile",
    "/settings/my-data",
  ],
  "marta.oliveira.pt0@agents.demo": [
    "/agent",
    "/agent/tracker",
    "/agent/shifts",
    "{/agent/shifts/[0-9a-f-]{36}}",
    "/agent/diary",
    "/agent/diary/month",
    "/agent/diary/compare",
    "/agent/diary/search",
    "/agent/diary/calendar",
    "/agent/metrics",
    "/agent/roles",
    "{/agent/roles/[0-9a-f-]{36}}",
    "{/agent/roles/[0-9a-f-]{36}/rank}",
    "/agent/applications",
    "/agent/contracts",
    "{/agent/contracts/[0-9a-f-]{36}}",
    "/agent/conversations",
    "{/agent/conversations/[0-9a-f-]{36}}",
    "/agent/earnings",
    "{/agent/payouts/[0-9a-f-]{36}}",
    "/agent/statement",
    "/agent/tier",
    "/agent/profile",
  ],
  "operator@deskhand.demo": ["/desk", "/desk/ranks"],
  "finance@deskhand.demo": [
    "/desk",
    "/desk/finance",
    "/desk/finance/trial-balance",
    "/desk/finance/proofs",
    "/desk/finance/reconciliation",
    "/desk/finance/payouts",
    "{/desk/finance/payouts/[0-9a-f-]{36}}",
  ],
};
/** No page makes more queries than this (issue 2, "Show it"). */
const MOST_QUERIES = 8;

for (const [email, walk] of Object.entries(walks)) {
  for (const [shape, options] of Object.entries({
    desk: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
    phone: { viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true, hasTouch: true },
  } as const)) {
    test(`${email} at a ${shape}: every page answers, few queries, accessible, nothing beside the screen`, async ({
      browser,
    }) => {
      const { page, complaints, context } = await personAt(browser, email, options);
      for (const step of walk) {
        let target = step;
        if (step.startsWith("{")) {
          const pattern = new RegExp(`^${step.slice(1, -1)}$`);
          const links = await page.locator("main a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
          target = links.map((link) => link.split("?")[0]!).find((link) => pattern.test(link)) ?? "";
          expect(target, `${page.url()} has a link like ${step}`).not.toBe("");
        }
        const answer = await page.goto(address(target));
        expect(answer!.status(), target).toBe(200);
        expect(Number(answer!.headers()["x-query-count"]), `${target}: queries`).toBeLessThanOrEqual(MOST_QUERIES);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });
  }
}
