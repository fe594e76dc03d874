import { expect, test } from "vitest";
import { tidyVatNumber, vatNumberFault } from "#app/domain/taxes/vat-number.ts";

/** Numbers that authorities and companies publish, or made to the published rule. */
test.for([
  ["AT", "ATU13585627"],
  ["BE", "BE0776091951"],
  ["DE", "DE136695976"],
  ["DK", "DK13585628"],
  ["ES", "ESB58378431"],
  ["FI", "FI20774740"],
  ["FR", "FR83404833048"],
  ["GR", "EL094259216"],
  ["HR", "HR33392005961"],
  ["IT", "IT00743110157"],
  ["LU", "LU15027442"],
  ["NL", "NL004495445B01"],
  ["PL", "PL8567346215"],
  ["PT", "PT501964843"],
  ["SE", "SE123456789701"],
  ["SK", "SK2022749619"],
  ["GB", "GB980780684"],
  ["GB", "XI980780684"],
  ["CH", "CHE107787577IVA"],
  ["NO", "NO995525828MVA"],
] as const)("%s takes %s", ([country, number]) => {
  expect(vatNumberFault(number, country)).toBeNull();
});

test.for([
  ["PT", "501964843", "vatPrefix"],
  ["PT", "DE136695976", "vatPrefix"],
  ["GR", "GR094259216", "vatPrefix"],
  ["PT", "PT50196484", "vatForm"],
  ["NL", "NL004495445", "vatForm"],
  ["PT", "PT501964842", "vatCheck"],
  ["DE", "DE136695975", "vatCheck"],
  ["IT", "IT00743110158", "vatCheck"],
  ["BE", "BE0776091952", "vatCheck"],
  ["PL", "PL8567346216", "vatCheck"],
  ["NO", "NO995525827MVA", "vatCheck"],
  ["BR", "?", "vatForm"],
] as const)("%s refuses %s: %s", ([country, number, fault]) => {
  expect(vatNumberFault(number, country)).toBe(`taxes:faults.${fault}`);
});

test("people type numbers with spaces, dots and small letters", () => {
  expect(tidyVatNumber(" pt 501.964.843 ")).toBe("PT501964843");
  expect(tidyVatNumber("CHE-107.787.577 IVA")).toBe("CHE107787577IVA");
});
