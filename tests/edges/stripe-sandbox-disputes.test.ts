import type Stripe from "stripe";
import { afterAll, describe, expect, test } from "vitest";
import { charge, expanded, type GivenSandbox, givenCard, givenFunds, givenSandbox, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());
await givenFunds(sandbox, 1_000_000);

async function givenCharge(amount = 20_000, of: GivenSandbox = sandbox, number = "4000000000000077") {
  const intent = await charge(of.stripe, await givenCard(of, number), amount);
  return expanded(intent.latest_charge).id;
}
const available = async () => (await stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount;
const told = async (type: string, id: string) => {
  const events = await stripe.events.list({ types: [`${type}.*`], limit: 100 });
  return events.data
    .filter((event) => (event.data.object as { id: string }).id === id)
    .map((event) => event.type)
    .reverse();
};

describe("a chargeback", () => {
  test("takes the money and a fee of 15.00 at once, and keeps both when nothing is sent in time", async () => {
    const own = await givenSandbox();
    await givenFunds(own, 100_000);
    const before = (await own.stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount;
    const dispute = own.control.disputeCharge(await givenCharge(20_000, own));
    expect(dispute).toMatchObject({
      amount: 20_000,
      currency: "usd",
      reason: "fraudulent",
      status: "needs_response",
      is_charge_refundable: false,
      // The end of the sixteenth day after Monday 16 November.
      evidence_details: { due_by: Date.parse("2026-12-02T23:59:59Z") / 1000, has_evidence: false, submission_count: 0 },
      balance_transactions: [
        {
          amount: -20_000,
          fee: 1_500,
          net: -21_500,
          type: "adjustment",
          reporting_category: "dispute",
          source: dispute.id,
          fee_details: [{ amount: 1_500, description: "Dispute fee" }],
        },
      ],
    });
    // 20000 - 610 of the charge, - 20000 - 1500 of the dispute.
    const usd = (balance: Stripe.Balance) => balance.available.find((one) => one.currency === "usd")!.amount;
    expect(usd(await own.stripe.balance.retrieve())).toBe(before - 2_110);
    own.control.setClock("2026-12-02T23:59:59Z");
    expect((await own.stripe.disputes.retrieve(dispute.id)).status).toBe("needs_response");
    own.control.setClock("2026-12-03T00:00:00Z");
    expect(await own.stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: "lost",
      evidence_details: { past_due: true },
    });
    expect(usd(await own.stripe.balance.retrieve())).toBe(before - 2_110);
    expect(own.judge.faults()).toEqual([]);
    await own.done();
  });

  test.for([
    { number: "4000000000000259", reason: "fraudulent" },
    { number: "4000000000002685", reason: "product_not_received" },
  ])("comes with the card $number: $reason", async ({ number, reason }) => {
    const id = await givenCharge(9_000, sandbox, number);
    const { data } = await stripe.disputes.list({ charge: id });
    expect(data).toMatchObject([{ charge: id, amount: 9_000, reason, status: "needs_response" }]);
    expect(await stripe.charges.retrieve(id)).toMatchObject({ status: "succeeded", disputed: true, amount_refunded: 0 });
    expect(await told("charge.dispute", data[0]!.id)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
  });

  test("is won with the words of Stripe's test mode: the amount comes back, the fee does not", async () => {
    const id = await givenCharge(12_345);
    const before = await available();
    const dispute = control.disputeCharge(id, { reason: "product_not_received" });
    expect(await available()).toBe(before - 13_845);
    const sent = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: "winning_evidence", customer_name: "Acme" },
      metadata: { caseId: "7" },
    });
    expect(sent).toMatchObject({ status: "under_review", evidence: { customer_name: "Acme" }, metadata: { caseId: "7" } });
    const won = await stripe.disputes.retrieve(dispute.id, { expand: ["charge"] });
    expect(won).toMatchObject({
      status: "won",
      evidence_details: { submission_count: 1, has_evidence: true },
      balance_transactions: [
        { net: -13_845 },
        { amount: 12_345, fee: 0, type: "adjustment", reporting_category: "dispute_reversal" },
      ],
      charge: { id },
    });
    expect(await available()).toBe(before - 1_500);
    expect(await told("charge.dispute", dispute.id)).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.funds_reinstated",
      "charge.dispute.closed",
    ]);
    // What was won can be refunded again.
    expect((await stripe.refunds.create({ charge: id, amount: 345 })).status).toBe("succeeded");
  });

  test("is lost with losing evidence, and other evidence waits for the bank", async () => {
    const lost = control.disputeCharge(await givenCharge());
    await stripe.disputes.update(lost.id, { evidence: { uncategorized_text: "losing_evidence" } });
    expect((await stripe.disputes.retrieve(lost.id)).status).toBe("lost");
    expect(await told("charge.dispute", lost.id)).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.closed",
    ]);
    const other = control.disputeCharge(await givenCharge());
    await stripe.disputes.update(other.id, { evidence: { product_description: "Support hours" }, submit: false });
    expect(await stripe.disputes.retrieve(other.id)).toMatchObject({
      status: "needs_response",
      evidence_details: { has_evidence: true, submission_count: 0, submission_method: "not_submitted" },
    });
    await stripe.disputes.update(other.id, { submit: true });
    expect((await stripe.disputes.retrieve(other.id)).status).toBe("under_review");
    const late = await refusal(stripe.disputes.update(other.id, { evidence: { product_description: "More" } }));
    expect(late.message).toContain("under_review");
    expect((await refusal(stripe.disputes.close(other.id))).message).toContain("under_review");
    expect(control.decideDispute(other.id, true).status).toBe("won");
    expect(() => control.decideDispute(other.id, false)).toThrow("decided already");
  });

  test("is accepted by closing it, in part as well", async () => {
    const id = await givenCharge(10_000);
    await stripe.refunds.create({ charge: id, amount: 4_000 });
    expect(() => control.disputeCharge(id, { amount: 6_001 })).toThrow("within what is left");
    const dispute = control.disputeCharge(id, { amount: 5_000 });
    const closed = await stripe.disputes.close(dispute.id);
    expect(closed).toMatchObject({ status: "lost", amount: 5_000 });
    expect((await refusal(stripe.refunds.create({ charge: id }))).code).toBe("charge_disputed");
    expect(() => control.disputeCharge(id)).toThrow("disputed already");
  });

  test("finds no charge that failed, and no reason that is none", async () => {
    const declined = await givenCard(sandbox, "4000000000000002");
    const error = await refusal(charge(stripe, declined, 1_000));
    expect(() => control.disputeCharge(error.charge!)).toThrow("succeeded");
    expect(() => control.disputeCharge("ch_unknown")).toThrow("No such charge");
    const id = await givenCharge();
    expect(() => control.disputeCharge(id, { reason: "annoyed" })).toThrow("reason");
    expect((await refusal(stripe.disputes.retrieve("du_unknown"))).code).toBe("resource_missing");
  });
});

test("disputes are listed newest first, by intent and by page", async () => {
  const { data } = await stripe.disputes.list({ limit: 3 });
  expect(data).toHaveLength(3);
  const next = await stripe.disputes.list({ limit: 2, starting_after: data[1]!.id });
  expect(next.data[0]!.id).toBe(data[2]!.id);
  const back = await stripe.disputes.list({ limit: 1, ending_before: data[2]!.id });
  expect(back.data.map((one) => one.id)).toEqual([data[1]!.id]);
  expect(back.has_more).toBe(true);
  const mine = await stripe.disputes.list({ payment_intent: data[0]!.payment_intent as string });
  expect(mine.data.map((one) => one.id)).toEqual([data[0]!.id]);
});

test("everything this file asked and got is as Stripe describes it, and the books add up", async () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
