/** A device's two clocks, read together. */
export interface DeviceClocks {
  /** Epoch milliseconds of the device's wall clock, which people and networks may set. */
  wall: number;
  /** Milliseconds of a clock that never is set, but may stand still while the machine sleeps (performance.now). */
  mono: number;
}
/** What they said when they were last read, and what that means. */
export interface ClockReading extends DeviceClocks {
  /** The server's clock minus the device's wall clock, milliseconds. */
  offset: number;
}

/** Clocks are slewed by less than this between two readings. */
const TOLERANCE_MS = 2_000;
/** Half of it is what a measurement may be wrong. */
const LONGEST_REQUEST_MS = 20_000;

/**
 * The server's time by this device, also when somebody has set its clock. A wall clock that went back was set: the offset takes that up. One
 * that leapt forward was set or the machine slept; only the server can tell which, and until then it counts as sleep.
 */
export function readClock(
  last: ClockReading,
  wall: number,
  mono: number,
): { now: number; reading: ClockReading; leapt: boolean } {
  const leap = wall - last.wall - (mono - last.mono);
  const offset = leap < -TOLERANCE_MS ? last.offset - leap : last.offset;
  return { now: wall + offset, reading: { offset, wall, mono }, leapt: leap > TOLERANCE_MS };
}

/**
 * The offset as an answer of the server shows it: the server read its clock in the middle of the request, give or take half of it.
 * @param sent, heard the device's clocks around the request
 * @returns null when its wall clock was set meanwhile, it slept, or the request took so long that its middle says little
 */
export function measuredClock(serverTime: number, sent: DeviceClocks, heard: DeviceClocks): ClockReading | null {
  const took = heard.mono - sent.mono;
  if (Math.abs(heard.wall - sent.wall - took) > TOLERANCE_MS || took > LONGEST_REQUEST_MS) return null;
  return { offset: serverTime - (sent.wall + heard.wall) / 2, ...heard };
}
