/** The laws of imports (house.md, "Laws" 1 and 2, and "Modules, in order"). `tests/architecture/laws.test.ts` plants a violation of each. */
const modules = [
  "ledger accounts messaging helpcenter quality supportdesk agents tiers roles matching hiring contracts shifts helpdesks",
  "diary timesheets taxes billing payouts disputes reviews reconciliation notifications",
]
  .join(" ")
  .split(" ");

const ownEdges = {
  taxes: ["pdf"],
  billing: ["stripe", "storage", "pdf"],
  payouts: ["stripe", "pdf"],
  reconciliation: ["stripe"],
  helpdesks: ["helpdesks", "realtime"],
  notifications: ["mail", "pdf"],
  accounts: ["mail"],
  supportdesk: ["mail"],
  diary: ["storage", "realtime"],
  messaging: ["storage", "realtime"],
  disputes: ["storage"],
};

const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });
const inOrder = modules
  .slice(0, -1)
  .map((module, index) =>
    rule(
      `order-${module}`,
      { path: `^app/domain/${module}/` },
      { path: `^app/domain/(${modules.slice(index + 1).join("|")})/` },
      "A module imports only modules that stand before it.",
    ),
  );
const edges = modules.map((module) =>
  rule(
    `edges-of-${module}`,
    { path: `^app/domain/${module}/` },
    { path: "^app/edges/", ...(ownEdges[module] ? { pathNot: `^app/edges/(${ownEdges[module].join("|")})/` } : {}) },
    "A module reaches only its own edges.",
  ),
);

module.exports = {
  forbidden: [
    rule("no-circular", {}, { circular: true }, "No circles."),
    ...inOrder,
    ...edges,
    rule(
      "payouts-not-billing",
      { path: "^app/domain/payouts/" },
      { path: "^app/domain/billing/" },
      "They meet in the ledger's accounts.",
    ),
    rule(
      "domain",
      { path: "^app/domain/" },
      { path: "^(app/(routes|endpoints|http|ui|i18n|root|server|entry)|workers/|tests/)" },
      "Domain knows no HTTP, pages or workers.",
    ),
    rule(
      "pure-domain",
      { path: "^app/domain/.*\\.ts$", pathNot: "\\.server\\.ts$" },
      { path: "(\\.server\\.ts$|^db/|^node:)", dependencyTypesNot: ["type-only"] },
      "A plain file in domain is pure and safe in the browser.",
    ),
    rule(
      "ui",
      { path: "^app/ui/" },
      { path: "(\\.server\\.tsx?$|^db/|^app/(routes|endpoints|http|edges)/|^workers/)", dependencyTypesNot: ["type-only"] },
      "The look reads pure files only.",
    ),
    rule(
      "routes",
      { path: "^app/routes/" },
      { path: "^(app/edges/|app/endpoints/|db/(?!client)|workers/)" },
      "A route reaches http, ui and domain.",
    ),
    rule(
      "endpoints",
      { path: "^app/endpoints/" },
      {
        path: "^(app/ui/|app/routes/|app/edges/(?!realtime/)|workers/)",
        pathNot: "^app/edges/stripe/(verify-webhook|stripe)\\.server\\.ts$",
      },
      "An endpoint reaches http and domain.",
    ),
    rule(
      "edges",
      { path: "^app/edges/" },
      { path: "^(app/(domain|routes|endpoints|http|ui)/|workers/|db/schema/)" },
      "An edge knows the kernel only.",
    ),
    rule(
      "sandbox-alone",
      { path: "^app/edges/stripe/sandbox/" },
      { path: "^(app|db|workers)/", pathNot: "^app/edges/stripe/sandbox/" },
      "The sandbox plays Stripe and imports nothing of the app.",
    ),
    rule("kernel", { path: "^app/kernel/" }, { path: "^(app/(?!kernel/)|workers/)" }, "The kernel stands below everything."),
    rule(
      "seed",
      { path: "^db/seed/" },
      { path: "^(app/(routes|endpoints|http|ui|edges)/|workers/)" },
      "Seeds go through the commands.",
    ),
    rule("db", { path: "^db/(?!seed/)" }, { path: "^(app/(?!kernel/)|workers/)" }, "The schema knows the kernel only."),
    rule("workers", { path: "^workers/" }, { path: "^app/(routes|endpoints|ui)/" }, "Workers know no pages."),
    rule("not-tests", { path: "^(app|db|workers)/" }, { path: "^tests/" }, "The product never imports its tests."),
    rule("resolvable", {}, { couldNotResolve: true }, "Every import resolves."),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^build/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};
