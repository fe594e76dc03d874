/**
 * Checks an evidence file of a Deskhand work diary without Deskhand: node verify-diary.mjs evidence.json [hash from a mail]
 *
 * Each receipt, and each taking back, is an entry of a chain. Every hash is SHA-256 of a JSON text in UTF-8, in lower-case hex:
 *   segment  [id, agentId, startedAt, minutes, kind, memo, activeMinutes, source, device]
 *   entry    [hash of the entry before or "", contract id, seq, kind, receivedAt, content, [hashes of its segments in order of start]]
 * A hash that you hold from a mail therefore fixes everything received up to its entry. Names of people and titles are not covered.
 *
 * Needs Node.js 18 or newer and nothing else. Exit status: 0 when everything fits, 1 when anything does not.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");
const say = (text) => process.stdout.write(`${text}\n`);
const segmentHash = ({ id, agentId, startedAt, minutes, kind, memo, activeMinutes, source, device }) =>
  sha256(JSON.stringify([id, agentId, startedAt, minutes, kind, memo, activeMinutes, source, device]));

/** Everything that does not fit, as { seq, text }, in order of entries. */
function faultsOf({ contract, head, entries, segments }) {
  const faults = [];
  const received = new Map();
  for (const one of segments) received.set(one.chainSeq, [...(received.get(one.chainSeq) ?? []), one]);
  let before = "";
  let seq = 0;
  const deleted = new Map();
  for (const entry of entries) {
    seq += 1;
    if (entry.seq !== seq) {
      faults.push({ seq, text: `entry ${seq} is missing: entry ${entry.seq} follows entry ${seq - 1}` });
      seq = entry.seq;
    }
    const came = (received.get(seq) ?? []).sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
    const told = [before, contract.id, seq, entry.kind, entry.receivedAt, entry.content, came.map(segmentHash)];
    if (sha256(JSON.stringify(told)) !== entry.hash)
      faults.push({
        seq,
        text: `entry ${seq} of ${entry.receivedAt} does not fit: it or one of its ${came.length} segments was changed`,
      });
    if (entry.kind === "deletion") deleted.set(JSON.parse(entry.content).segmentId, entry);
    before = entry.hash;
  }
  if (head.seq !== seq || head.hash !== before)
    faults.push({ seq: head.seq, text: `the head (entry ${head.seq}) is not the last entry (${seq})` });
  for (const one of segments) {
    const entry = deleted.get(one.id);
    if (one.chainSeq > seq || one.chainSeq < 0)
      faults.push({ seq: one.chainSeq, text: `segment ${one.id} names an entry that is not there` });
    if ((entry?.receivedAt ?? null) !== one.deletedAt && (entry || one.chainSeq > 0))
      faults.push({
        seq: entry?.seq ?? one.chainSeq,
        text: `segment ${one.id} of ${one.startedAt} ${one.deletedAt ? "is marked as taken back, but no entry says so" : "was taken back, but is not marked so"}`,
      });
    if (one.agentId !== contract.agentId) faults.push({ seq: one.chainSeq, text: `segment ${one.id} is another agent's` });
  }
  return faults.sort((a, b) => a.seq - b.seq);
}

function main([file, held]) {
  if (!file) {
    say("usage: node verify-diary.mjs evidence.json [hash from a mail]");
    return false;
  }
  const evidence = JSON.parse(readFileSync(file, "utf8"));
  if (evidence.format !== "deskhand-diary/1") throw new Error('its format is not "deskhand-diary/1"');
  const { contract, head, entries, segments } = evidence;
  const faults = faultsOf(evidence);
  const living = segments.filter((one) => one.deletedAt === null);
  const minutes = living.reduce((sum, one) => sum + one.minutes, 0);
  const outside = segments.filter((one) => one.chainSeq === 0).length;
  say(`contract ${contract.id}: ${contract.agentName} for ${contract.businessName}, ${contract.title}`);
  say(`${entries.length} entries, ${segments.length} segments, ${minutes} minutes that were not taken back`);
  say(`head: entry ${head.seq}, ${head.hash || "none yet"}`);
  if (outside > 0) say(`NOT COVERED: ${outside} segments are from before the chain began`);
  for (const { text } of faults.slice(0, 20)) say(`FAULT: ${text}`);
  if (faults.length > 20) say(`... and ${faults.length - 20} more`);
  let known = true;
  if (held) {
    const entry = entries.find((one) => one.hash === held.trim().toLowerCase());
    known = entry !== undefined;
    if (!entry) say("The hash you hold is NOT in this chain.");
    else if (faults.some((one) => one.seq <= entry.seq))
      say(`The hash you hold is entry ${entry.seq} of ${entry.receivedAt}; what the file holds up to it has been CHANGED.`);
    else say(`The hash you hold is entry ${entry.seq} of ${entry.receivedAt}; everything up to it is unchanged.`);
  }
  const fits = faults.length === 0 && known;
  say(fits ? "OK: everything fits." : "NOT OK.");
  return fits;
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  say(`NOT OK: the file could not be read as evidence: ${error.message}`);
  process.exitCode = 1;
}
