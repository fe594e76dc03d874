import { iso6393 } from "iso-639-3";
import { describe, expect, test } from "vitest";
import { findSkills, namedLanguages } from "#app/domain/agents/find-skills.server.ts";
import { allLanguages, cefr, commonLanguages, isLanguage } from "#app/domain/agents/languages.ts";
import { livingLanguages } from "#app/domain/agents/living-languages.ts";
import { likelyTool, toolSlug, toolSlugs } from "#app/domain/agents/tools.ts";
import { isToolTerm, languageTerm, languageTerms, toolTerm } from "#app/domain/matching/terms.ts";

describe("languages", () => {
  test("are all living individual languages of ISO 639-3, and those named as one, once each", () => {
    const living = iso6393
      .filter((one) => one.type === "living" && (one.scope === "individual" || (one.scope === "macrolanguage" && one.iso6391)))
      .map((one) => one.iso6391 ?? one.iso6393);
    expect(allLanguages().length).toBe(new Set(allLanguages()).size);
    expect(living.filter((code) => !isLanguage(code))).toEqual([]);
    expect(livingLanguages.filter((code) => !living.includes(code))).toEqual([]);
  });

  test("keep their numbers, and never meet a tool's", () => {
    // Stored in match_profiles: a number that changes would give people another language.
    expect([languageTerm("ar", "A1"), languageTerm("zh", "C2"), languageTerm("aaa", "A1")]).toEqual([
      1,
      40 * 8 + 6,
      100_000 + 41 * 8 + 1,
    ]);
    expect([toolTerm("aircall"), toolTerm("zoho-desk"), toolTerm("jira-service-management")]).toEqual([10_000, 10_016, 10_017]);
    const terms = allLanguages().flatMap((code) => languageTerms(code, "C2"));
    expect(new Set(terms).size).toBe(allLanguages().length * cefr.length);
    expect(terms.some(isToolTerm)).toBe(false);
    expect(toolSlugs.map(toolTerm).every(isToolTerm)).toBe(true);
  });

  test.each([
    ["french", "en", "fr"],
    ["allemand", "fr", "de"],
    ["Castilian", "en", "es"],
    ["farsi", "en", "fa"],
    ["filipino", "pt", "tl"],
    ["portugese", "en", "pt"],
    ["Wolay", "en", "wal"],
    ["español", "en", "es"],
    ["espanol", "en", "es"],
    ["gsw", "en", "gsw"],
  ])("%s is found in %s", (text, locale, code) => {
    expect(findSkills("language", text, locale)[0]?.value).toBe(code);
  });

  test("that the pages' table of names does not have carry their own", () => {
    const skills = [...commonLanguages.slice(0, 1), "wal", "aaa"].map((language) => ({ language }));
    expect(namedLanguages(skills).map((one) => one.name)).toEqual([undefined, "Wolaytta", "Ghotuo"]);
  });
});

describe("tools", () => {
  test("are at least eighty, once each", () => {
    expect(toolSlugs.length).toBeGreaterThanOrEqual(80);
    expect(new Set(toolSlugs).size).toBe(toolSlugs.length);
  });

  test.each([
    ["fd", "freshdesk"],
    ["SFDC", "salesforce-service-cloud"],
    ["zendsk", "zendesk"],
    ["whatsapp", "whatsapp-business"],
  ])("%s is found as %s", (text, slug) => {
    expect(findSkills("tool", text, "en")[0]?.value).toBe(slug);
  });

  test("an unknown one is refused with what was probably meant", () => {
    expect(likelyTool("Zendesc")).toBe("zendesk");
    expect(likelyTool("qqq")).toBeUndefined();
    const problem = (text: string) => toolSlug.safeParse(text).error?.issues[0];
    expect(toolSlug.parse("intercom")).toBe("intercom");
    expect(problem("zendesc")).toMatchObject({ message: "agents:errors.toolLike", params: { name: "Zendesk" } });
    expect(problem("qqq")).toMatchObject({ message: "agents:errors.toolUnknown" });
  });
});
