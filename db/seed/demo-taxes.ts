import type { Actor } from "#app/domain/accounts/permissions.ts";
import { saveAgentTax, saveBusinessTax } from "#app/domain/taxes/save-tax-profile.server.ts";
import { agentTaxInput, businessTaxInput } from "#app/domain/taxes/tax-profile.ts";
import type { DemoAgent } from "./demo-agents.ts";
import type { World } from "./world.ts";

/** A French business with a VAT number (reverse charge), one in a state that taxes the fee, a British one without a number (British VAT). */
const ofBusinesses: Record<string, Record<string, string>> = {
  lumen: {
    legalName: "Lumen Lamps SAS",
    country: "FR",
    address: "18 rue des Taillandiers",
    city: "Paris",
    postcode: "75011",
    vatNumber: "FR11123456782",
  },
  northwind: {
    legalName: "Northwind Outfitters, Inc.",
    country: "US",
    region: "CT",
    address: "48 Orange Street",
    city: "New Haven",
    postcode: "06510",
  },
  pica: { legalName: "Pica Books Ltd", country: "GB", address: "7 Lamb’s Passage", city: "London", postcode: "EC1Y 8AB" },
};

/** Addresses and numbers of nobody: they have the form of their country and its check digit. Who is missing here has signed nothing yet. */
const ofAgents: Record<string, Record<string, string | boolean>> = {
  PT: { taxId: "234567899", address: "Rua da Prata 12", city: "Lisboa", postcode: "1100-420", vatNumber: "PT234567899" },
  FR: { taxId: "1234567890123", address: "3 rue Pasteur", city: "Lyon", postcode: "69007" },
  DE: { taxId: "86095742719", address: "Weserstraße 40", city: "Berlin", postcode: "12045" },
  AT: { taxId: "123456789", address: "Neubaugasse 9", city: "Wien", postcode: "1070" },
  US: { taxId: "219-09-9999", address: "1120 Elm Street", city: "Madison", region: "WI", postcode: "53703" },
  CA: { taxId: "046 454 286", address: "55 rue Marquette", city: "Montréal", region: "QC", postcode: "H2H 1V1" },
  PL: { taxId: "44051401359", address: "ul. Piękna 5", city: "Warszawa", postcode: "00-539" },
  IE: { taxId: "1234567T", address: "14 Dame Lane", city: "Dublin", postcode: "D02 K5X0" },
  GB: { taxId: "1234567890", address: "22 Gloucester Road", city: "Bristol", postcode: "BS7 8AE", vatNumber: "GB980780684" },
  SE: { taxId: "811218-9876", address: "Linnégatan 3", city: "Göteborg", postcode: "413 04" },
  BR: { taxId: "529.982.247-25", address: "Rua Augusta 901", city: "São Paulo", region: "SP", postcode: "01305-100" },
  PH: { taxId: "123-456-789-000", address: "14 Maginhawa Street", city: "Quezon City", postcode: "1101" },
};

export async function fillInBusinessTax(
  world: World,
  key: string,
  { id, finance }: { id: string; finance: Actor },
): Promise<void> {
  const profile = businessTaxInput.parse({ entity: "company", ...ofBusinesses[key] });
  await world.db.transaction((tx) => saveBusinessTax(tx, { ...profile, businessId: id }, { actor: finance, now: world.now() }));
}

/** The agent fills in the forms of their country and signs them. */
export async function signTaxForms(world: World, agent: DemoAgent, actor: Actor): Promise<void> {
  const own = ofAgents[agent.country];
  if (!own) return;
  const us = agent.country === "US";
  const profile = agentTaxInput.parse({
    legalName: agent.name,
    entity: "individual",
    country: agent.country,
    ...own,
    vatRegistered: own.vatNumber !== undefined,
    ...(us ? { classification: "soleProprietor" } : { birthDate: "1991-04-12", workPlace: true }),
    certified: true,
    signedName: agent.name,
  });
  await world.db.transaction((tx) =>
    saveAgentTax(tx, { ...profile, agentId: agent.id, cipher: world.cipher }, { actor, now: world.now() }),
  );
}
