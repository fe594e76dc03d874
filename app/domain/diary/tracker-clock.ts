/** What a device's two clocks said when they were last read together. */
export interface ClockReading {
  /** The server's clock minus the device's wall clock, milliseconds. */
  offset: number;
  /** Epoch milliseconds of the device's wall clock, which people and networks may set. */
  wall: number;
  /** Milliseconds of a clock that never is set, but may stand still while the machine sleeps (performance.now). */
  mono: number;
}

/** Clocks are slewed by less than this between two readings. */
const TOLERANCE_MS = 2_000;

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
 * The offset as an answer of the server shows it. @param sentAt, heardAt device's wall clock around the request: the server read its clock in
 * the middle of it, give or take half of it
 */
export function measuredOffset(serverTime: number, sentAt: number, heardAt: number): number {
  return serverTime - (sentAt + heardAt) / 2;
}
