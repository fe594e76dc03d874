import loadHighs, { type ModelData } from "highs";
import { greedyTeam } from "./greedy-team.ts";
import { countOf, modelOf, outsiders, shortlist, type Taste, type TeamModel, weightsOf, withShifts } from "./team-model.ts";
import { type TeamShift, type TeamTask, trimmed } from "./team-rules.ts";

export interface SolvedTeam {
  shifts: TeamShift[];
  /** What the plan counts, and what no plan made of such shifts, of all the candidates, counts less than. */
  count: number;
  bound: number;
}

/** Looked at first for each person wanted in a half-hour; who else could improve the team joins. */
const SPARE = 3;
/** Times that outsiders may join before the bound takes what is left of them into account instead. */
const ROUNDS = 4;
/** Shifts of the integer program: those that the linear one has or is nearest to having; more where few are not enough. */
const SHIFTS = [1000, 2000];
/** A search stops this near to the bound; another is not begun within the second. */
const NEAR = 0.005;
const NEAR_ENOUGH = 0.015;
/** Where the first search ended further from the bound than this, the second has more time: so many times the seconds, both together. */
const FAR = 0.05;
const PATIENCE = 3;
/** Symmetry takes longer to find than it saves here. */
const SEARCH = { output_flag: false, mip_rel_gap: NEAR, mip_detect_symmetry: false } as const;

let loading: ReturnType<typeof loadHighs> | undefined;

/**
 * The team that counts least, by HiGHS. First the linear program over people, its prices asking in whoever of the others would improve it:
 * that gives the bound, over all candidates. Then the integer program over the shifts with the lowest reduced costs. Holds up the thread it runs in.
 * @param seconds at most, for the integer program, three times that where the first search found little; the greedy team stands where that finds nothing better
 */
export async function solveTeam(task: TeamTask, taste: Taste, { seconds }: { seconds: number }): Promise<SolvedTeam> {
  loading ??= loadHighs();
  const highs = await loading;
  const weights = weightsOf(task, taste);
  const greedy = trimmed(task, greedyTeam(task, weights));
  let best = { shifts: greedy, count: countOf(task, weights, greedy) };

  let inside = shortlist(task, weights.price, SPARE);
  for (let round = 1; ; round++) {
    const model = modelOf(task, weights, inside);
    const linear = highs.withModel(dataOf(model, false), (program) => {
      program.options.set({ output_flag: false });
      program.run();
      return { value: program.getObjectiveValue(), ...program.getSolution() };
    });
    const joining = outsiders(task, weights, model, linear.rowDual, new Set(inside));
    const bound = linear.value - joining.reduce((sum, one) => sum + one.improves, 0);
    if (joining.length > 0 && round < ROUNDS && bound < linear.value * (1 - NEAR / 5)) {
      inside = [...inside, ...joining.map((one) => one.person)].sort((a, b) => a - b);
      continue;
    }
    const nearest = model.shifts.map((_, id) => id).sort((a, b) => linear.colDual[a]! - linear.colDual[b]!);
    const begin = performance.now();
    for (const size of SHIFTS) {
      const patience = size !== SHIFTS[0] && best.count > bound * (1 + FAR) ? PATIENCE : 1;
      const left = patience * seconds - (performance.now() - begin) / 1000;
      if (left < 0.5 || best.count <= bound * (1 + NEAR_ENOUGH)) break;
      const small = withShifts(model, new Set(nearest.slice(0, size)));
      const chosen = highs.withModel(dataOf(small, true), (program) => {
        program.options.set({ ...SEARCH, time_limit: left, objective_target: bound * (1 + NEAR) });
        program.run();
        const feasible = program.info.get("primal_solution_status") === highs.constants.solutionStatus.feasible;
        return feasible ? program.getSolution().colValue : null;
      });
      if (!chosen) continue;
      const picked = small.shifts.filter((_, id) => chosen[id]! > 0.5);
      const shifts = trimmed(
        task,
        picked.map(({ person, start, end }) => ({ person, start, end })),
      );
      const count = countOf(task, weights, shifts);
      if (count < best.count) best = { shifts, count };
    }
    return { ...best, bound: Math.min(Math.max(0, bound), best.count) };
  }
}

function dataOf({ columns, rows }: TeamModel, whole: boolean): ModelData {
  const starts = [0];
  for (const { entries } of rows) starts.push(starts.at(-1)! + entries.length);
  const entries = rows.flatMap((row) => row.entries);
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: columns.map((one) => one.cost),
    colLower: columns.map(() => 0),
    colUpper: columns.map((one) => one.most),
    rowLower: rows.map((one) => one.least),
    rowUpper: rows.map((one) => one.most),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices: entries.map(([column]) => column),
      values: entries.map(([, value]) => value),
    },
    ...(whole ? { integrality: Int32Array.from(columns, (one) => (one.whole ? 1 : 0)) } : {}),
  };
}
