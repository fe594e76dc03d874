import type { Actor } from "#app/domain/accounts/permissions.ts";
import { fieldCipher } from "#app/domain/taxes/field-cipher.server.ts";
import { saveAgentTax, saveBusinessTax } from "#app/domain/taxes/save-tax-profile.server.ts";
import { agentTaxInput, businessTaxInput } from "#app/domain/taxes/tax-profile.ts";
import type { Db } from "#db/client.server.ts";
import { at } from "./../setup/time.ts";

/** Keys of tests; never of anything real. */
export const testKey = Buffer.alloc(32, 7).toString("base64");
export const otherKey = Buffer.alloc(32, 9).toString("base64");
export const cipher = fieldCipher(testKey);

/** What Marta types: an individual in Lisbon, registered for VAT. */
export const martasTaxForm = {
  legalName: "Marta Sofia Oliveira",
  entity: "individual",
  country: "PT",
  address: "Rua da Prata 12",
  city: "Lisboa",
  postcode: "1100-420",
  vatRegistered: true,
  vatNumber: "PT 234567899",
  taxId: "234567899",
  birthDate: "1991-04-12",
  workPlace: true,
  certified: true,
  signedName: "Marta Sofia Oliveira",
};

export const saveForAgent = (
  db: Db,
  agentId: string,
  wish: Record<string, unknown> = {},
  { actor = { kind: "agent", userId: agentId } as Actor, now = at("2026-06-15T09:00Z"), sealing = cipher } = {},
) =>
  db.transaction((tx) =>
    saveAgentTax(tx, { ...agentTaxInput.parse({ ...martasTaxForm, ...wish }), agentId, cipher: sealing }, { actor, now }),
  );

export const businessForm = {
  legalName: "Lumen Iluminação, Lda.",
  entity: "company",
  country: "PT",
  address: "Avenida da Liberdade 110",
  city: "Lisboa",
  postcode: "1269-046",
  vatNumber: "PT501964843",
};

export const saveForBusiness = (
  db: Db,
  businessId: string,
  actor: Actor,
  wish: Record<string, unknown> = {},
  now = at("2026-06-15T09:00Z"),
) =>
  db.transaction((tx) =>
    saveBusinessTax(tx, { ...businessTaxInput.parse({ ...businessForm, ...wish }), businessId }, { actor, now }),
  );
