import fc from "fast-check";
import { figuresOf } from "#app/domain/helpdesks/metrics.ts";
import type { Span } from "#app/domain/helpdesks/spans.ts";
import type { TicketEvent } from "#app/domain/helpdesks/ticket.ts";
import { expect, test } from "#tests/setup/test.ts";

const day = (clock: string) => new Date(`2026-06-02T${clock}:00Z`);
let made = 0;
const e = (ticketId: string, kind: TicketEvent["kind"], clock: string, who: string | null = "ana", score: number | null = null) =>
  ({
    id: `${String(++made).padStart(6, "0")}`,
    connectionId: "c",
    ticketId,
    kind,
    occurredAt: day(clock),
    who,
    score,
  }) satisfies TicketEvent;
const span = (from: string, to: string): Span => ({ from: day(from).getTime(), to: day(to).getTime() });

function measure(events: TicketEvent[], worked: Record<string, Span[]> = {}, counts: "replied" | "taken" = "replied") {
  return figuresOf({
    events,
    period: span("00:00", "23:59"),
    worked: new Map(Object.entries(worked)),
    responses: new Map([["c", counts]]),
  });
}
const minutes = (value: number | null | undefined) => (value == null ? value : value / 60);

test("handled and solved count tickets, not events, and whoever touched one", () => {
  const figures = measure([
    e("1", "created", "08:00", null),
    e("1", "assigned", "08:01"),
    e("1", "taken", "09:00"),
    e("1", "solved", "09:10"),
    e("1", "solved", "09:12"),
    e("1", "closed", "12:00", "bea"),
    e("2", "replied", "10:00"),
    e("3", "assigned", "10:00"),
    e("4", "reopened", "10:00"),
  ]);
  expect(figures.get("ana")).toMatchObject({ handled: { value: 2 }, solved: { value: 1 }, reopened: { value: 0 } });
  expect(figures.get("ana")!.handled.events).toHaveLength(4);
  expect(figures.get("bea")).toMatchObject({ handled: { value: 1 }, solved: { value: 0 } });
});

test("first response runs from the ticket's first event to its first reply or solution, and the middle one is shown", () => {
  const tickets = [
    [e("1", "created", "08:00", null), e("1", "taken", "08:05"), e("1", "replied", "08:30"), e("1", "replied", "08:40")],
    [e("2", "created", "08:00", null), e("2", "solved", "08:10")],
    [e("3", "created", "08:00", null), e("3", "replied", "10:00")],
    [e("4", "created", "08:00", null), e("4", "taken", "08:02")],
  ].flat();
  const replied = measure(tickets).get("ana")!.firstResponse;
  expect([minutes(replied.value), replied.events.length]).toEqual([30, 3]);
  const taken = measure(tickets, {}, "taken").get("ana")!.firstResponse;
  expect([minutes(taken.value), taken.events.length]).toEqual([7.5, 4]);
});

test("handle time is recorded work with a ticket in hand; two at once do not make an hour two", () => {
  const events = [
    e("1", "taken", "09:00"),
    e("1", "waiting", "09:30"),
    e("2", "taken", "09:10"),
    e("2", "solved", "09:40"),
    e("3", "taken", "11:50"),
    e("3", "solved", "12:10"),
  ];
  const figures = measure(events, { ana: [span("09:00", "10:00"), span("11:00", "12:00")] }).get("ana")!;
  // 09:00-09:40 and 11:50-12:00 of two hours, three tickets.
  expect([minutes(figures.handledSeconds), minutes(figures.handleTime.value)]).toEqual([50, 50 / 3]);
  expect(figures.occupancy.value).toBeCloseTo((50 / 120) * 100);
  expect(measure(events).get("ana")).toMatchObject({ handleTime: { value: null }, occupancy: { value: null } });
});

test("a ticket leaves a hand when somebody else takes it, it is given away, or four hours pass without an act", () => {
  const all = { ana: [span("00:00", "23:59")], bea: [span("00:00", "23:59")] };
  const given = measure([e("1", "taken", "09:00"), e("1", "taken", "09:30", "bea"), e("1", "assigned", "10:00", "cid")], all);
  expect([minutes(given.get("ana")!.handledSeconds), minutes(given.get("bea")!.handledSeconds)]).toEqual([30, 30]);
  const forgotten = measure([e("1", "taken", "09:00"), e("1", "replied", "12:00"), e("1", "solved", "22:00")], all);
  expect(minutes(forgotten.get("ana")!.handledSeconds)).toBe(7 * 60);
});

test("a survey's answer belongs to who is named, otherwise to who solved last; 4 and 5 are satisfied", () => {
  const figures = measure([
    e("1", "solved", "09:00", "bea"),
    e("1", "solved", "10:00"),
    e("1", "csat", "11:00", null, 5),
    e("2", "solved", "09:00"),
    e("2", "csat", "11:00", null, 3),
    e("3", "csat", "11:00", "bea", 4),
    e("4", "csat", "11:00", null, 1),
  ]);
  expect(figures.get("ana")!.csat.value).toBe(50);
  expect(figures.get("bea")!.csat.value).toBe(100);
});

test("a solution that is undone counts once, for who solved, said or unsaid", () => {
  const figures = measure([
    e("1", "solved", "09:00"),
    e("1", "reopened", "10:00", null),
    e("1", "taken", "10:05", "bea"),
    e("1", "solved", "10:30", "bea"),
    e("2", "solved", "09:00"),
    e("2", "taken", "11:00"),
    e("3", "solved", "09:00"),
    e("3", "closed", "11:00"),
  ]);
  expect(figures.get("ana")!.reopened.value).toBe(2);
  expect(figures.get("bea")!.reopened.value).toBe(0);
});

test("whatever happens, handle time stays inside recorded work and occupancy within 0 and 100", () => {
  const kinds = ["created", "assigned", "taken", "replied", "waiting", "solved", "closed", "reopened", "other"] as const;
  const anything = fc.record({
    ticketId: fc.constantFrom("1", "2", "3"),
    kind: fc.constantFrom(...kinds),
    minute: fc.integer({ min: 0, max: 1400 }),
    who: fc.constantFrom("ana", "bea", null),
  });
  const stretch = fc.tuple(fc.integer({ min: 0, max: 1300 }), fc.integer({ min: 1, max: 200 }));
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 40 }), fc.array(stretch, { maxLength: 5 }), (happened, stretches) => {
      const events = happened.map(({ minute, ...rest }, index) => ({
        ...rest,
        id: String(index).padStart(4, "0"),
        connectionId: "c",
        score: null,
        occurredAt: new Date(day("00:00").getTime() + minute * 60_000),
      }));
      const from = day("00:00").getTime();
      const worked = stretches.map(([begin, length]) => ({ from: from + begin * 60_000, to: from + (begin + length) * 60_000 }));
      for (const figures of measure(events, { ana: worked, bea: worked }).values()) {
        expect(figures.handledSeconds).toBeLessThanOrEqual(figures.workedSeconds);
        expect(figures.occupancy.value ?? 0).toBeGreaterThanOrEqual(0);
        expect(figures.occupancy.value ?? 0).toBeLessThanOrEqual(100 + 1e-9);
        expect(figures.solved.value!).toBeLessThanOrEqual(figures.handled.value!);
      }
    }),
  );
});
