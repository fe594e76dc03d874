import { expect, test } from "vitest";
import { lastSigns, taxIdFault, taxIdName, tidyTaxId } from "#app/domain/taxes/tax-id.ts";

test.for([
  ["US", "individual", "123456789"],
  ["US", "individual", "912701234"],
  ["US", "company", "123456789"],
  ["PT", "individual", "234567899"],
  ["PT", "company", "501964843"],
  ["ES", "individual", "12345678Z"],
  ["ES", "individual", "X1234567L"],
  ["DE", "individual", "86095742719"],
  ["FR", "company", "404833048"],
  ["IT", "individual", "RSSMRA85T10A562S"],
  ["NL", "individual", "111222333"],
  ["PL", "individual", "44051401359"],
  ["BR", "individual", "52998224725"],
  ["CA", "individual", "046454286"],
  ["SE", "individual", "8112189876"],
  ["BD", "individual", "123456789012"],
] as const)("%s, %s takes %s", ([country, entity, number]) => {
  expect(taxIdFault(number, country, entity)).toBeNull();
});

test.for([
  ["US", "individual", "000456789", "taxIdCheck"],
  ["US", "individual", "123006789", "taxIdCheck"],
  ["US", "individual", "12345678", "taxIdForm"],
  ["PT", "individual", "234567898", "taxIdCheck"],
  ["ES", "individual", "12345678A", "taxIdCheck"],
  ["DE", "individual", "86095742718", "taxIdCheck"],
  ["BR", "individual", "52998224724", "taxIdCheck"],
  ["CA", "individual", "046454287", "taxIdCheck"],
  ["BD", "individual", "12", "taxIdForm"],
] as const)("%s, %s refuses %s: %s", ([country, entity, number, fault]) => {
  expect(taxIdFault(number, country, entity)).toBe(`taxes:faults.${fault}`);
});

test("a number is tidied, named as its country names it, and shown by at most half of its signs", () => {
  expect(tidyTaxId(" 123-45-6789 ")).toBe("123456789");
  expect(taxIdName("PT", "individual")).toBe("NIF");
  expect(taxIdName("BD", "individual")).toBeNull();
  expect([lastSigns("123456789"), lastSigns("12345")]).toEqual(["6789", "45"]);
});
