/**
 * Checks an evidence file of a Deskhand work diary without Deskhand: node verify-diary.mjs evidence.json [hash from a mail, or a picture]
 *
 * Each receipt, and each taking back, is an entry of a chain. Every hash is SHA-256 of a JSON text in UTF-8, in lower-case hex:
 *   segment  [id, agentId, startedAt, minutes, kind, memo, activeMinutes, source, device]
 *   entry    [hash of the entry before or "", contract id, seq, kind, receivedAt, content, [hashes of its segments in order of start]]
 * The content of an entry "picture" names the picture, its segment, its moment, its level and the SHA-256 of its file; that of an entry "pictureDeletion" who
 * deleted it and why. To check a picture that you hold: node verify-diary.mjs evidence.json picture.webp
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

/** What the entries tell of pictures, by id. */
function toldOf(entries) {
  const pictures = new Map();
  for (const entry of entries) {
    if (entry.kind !== "picture" && entry.kind !== "pictureDeletion") continue;
    const facts = JSON.parse(entry.content);
    const known = pictures.get(facts.pictureId) ?? {};
    pictures.set(
      facts.pictureId,
      entry.kind === "picture" ? { ...known, ...facts, entry } : { ...known, deletion: facts, deletedBy: entry },
    );
  }
  return pictures;
}

/** Pictures that do not fit what the entries say of them. */
function pictureFaults(told, pictures) {
  const faults = [];
  const rows = new Map(pictures.map((one) => [one.id, one]));
  for (const [id, one] of told) {
    const row = rows.get(id);
    const seq = (one.entry ?? one.deletedBy).seq;
    if (!one.entry) faults.push({ seq, text: `picture ${id} was deleted, but no entry received it` });
    else if (!row) faults.push({ seq, text: `picture ${id} of ${one.takenAt} is in entry ${seq}, but not in the diary` });
    else if (["segmentId", "takenAt", "sha256", "level"].some((name) => row[name] !== one[name]))
      faults.push({ seq, text: `picture ${id} of ${one.takenAt} is not what entry ${seq} says` });
  }
  for (const row of pictures) {
    const one = told.get(row.id);
    if (!one?.entry) faults.push({ seq: row.chainSeq, text: `picture ${row.id} of ${row.takenAt} has no entry` });
    else if ((one.deletedBy?.receivedAt ?? null) !== row.deletedAt)
      faults.push({
        seq: (one.deletedBy ?? one.entry).seq,
        text: `picture ${row.id} of ${row.takenAt} ${row.deletedAt ? "is marked as deleted, but no entry says so" : "was deleted, but is not marked so"}`,
      });
  }
  return faults;
}

/** Everything that does not fit, as { seq, text }, in order of entries. */
function faultsOf({ contract, head, entries, segments, pictures = [] }) {
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
  faults.push(...pictureFaults(toldOf(entries), pictures));
  return faults.sort((a, b) => a.seq - b.seq);
}

function deletionWords({ by, why, reason }, contract) {
  if (why === "expired") return "by Deskhand, after its time";
  const who =
    by === contract.agentId ? `by the agent, ${contract.agentName}` : `by the business, ${contract.businessName} (person ${by})`;
  return why === "takenBack" ? `${who}, who took the time back` : `${who}: ${reason}`;
}

function main([file, held]) {
  if (!file) {
    say("usage: node verify-diary.mjs evidence.json [hash from a mail, or a picture]");
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
  const told = [...toldOf(entries).values()].filter((one) => one.entry);
  const gone = told.filter((one) => one.deletedBy);
  say(`${told.length} pictures were received, ${gone.length} of them deleted since`);
  for (const one of gone.slice(0, 20))
    say(`  picture of ${one.takenAt}: deleted at ${one.deletedBy.receivedAt} ${deletionWords(one.deletion, contract)}`);
  if (gone.length > 20) say(`  ... and ${gone.length - 20} more`);
  say(`head: entry ${head.seq}, ${head.hash || "none yet"}`);
  if (outside > 0) say(`NOT COVERED: ${outside} segments are from before the chain began`);
  for (const { text } of faults.slice(0, 20)) say(`FAULT: ${text}`);
  if (faults.length > 20) say(`... and ${faults.length - 20} more`);
  let known = true;
  const isFile = held !== undefined && !/^\s*[0-9a-fA-F]{64}\s*$/.test(held);
  if (isFile) {
    const hash = createHash("sha256").update(readFileSync(held)).digest("hex");
    const one = told.find(({ sha256 }) => sha256 === hash);
    known = one !== undefined;
    if (one) say(`The picture you hold is the one of ${one.takenAt}, entry ${one.entry.seq}.`);
    else say("The picture you hold is NOT in this diary.");
  } else if (held) {
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
