import type { LateTimeState } from "./late-time.ts";
import type { TimesheetState } from "./timesheet.ts";
import type { WeekChangeState } from "./week-change.ts";

export interface NamedSegment {
  id: string;
  startedAt: Date;
  minutes: number;
}

/** What was said and agreed about a closed week after its close; instants UTC, amounts minor units. */
export interface WeekPapers {
  /** The other parts of the contract-week. */
  parts: { id: string; part: number; billWeek: string; state: TimesheetState; minutes: number; pay: bigint }[];
  /** What came after the close, oldest first. */
  late: {
    id: string;
    state: LateTimeState;
    minutes: number;
    decideUntil: Date;
    reason: string | null;
    timesheetId: string | null;
  }[];
  changes: {
    id: string;
    kind: "takeOut" | "addTime";
    state: WeekChangeState;
    minutes: number;
    reason: string;
    fromAt: Date | null;
    toAt: Date | null;
    proposedSide: "agent" | "business";
    proposedBy: string;
    proposedAt: Date;
    answeredBy: string | null;
    answeredAt: Date | null;
    answer: string | null;
    carriedOutAt: Date | null;
    givenBack: bigint | null;
    segments: NamedSegment[];
  }[];
  questions: {
    id: string;
    answered: boolean;
    segments: NamedSegment[];
    words: { id: string; side: "agent" | "business"; author: string; words: string; writtenAt: Date }[];
  }[];
}
