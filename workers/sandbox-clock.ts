/** Sets the local Stripe sandbox's clock. @throws Error with the sandbox's own words when it refuses */
export async function moveSandboxClock(sandboxUrl: string | undefined, instant: Date): Promise<void> {
  if (!sandboxUrl) return;
  const answer = await fetch(`${sandboxUrl}/_sandbox/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ now: instant.toISOString() }),
  });
  if (!answer.ok) throw new Error(`the Stripe sandbox did not move its clock: ${answer.status} ${await answer.text()}`);
}
