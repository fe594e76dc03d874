import { plant } from "#tests/faults/plant.ts";
import type { Asked } from "./live-seed.ts";
import { mutants } from "./mutants.ts";

if (process.env.MUTANT) {
  const mutant = mutants.find((one) => one.name === process.env.MUTANT);
  if (!mutant) throw new Error(`there is no mutant ${process.env.MUTANT}`);
  plant(mutant);
}
const { liveSeed } = await import("./live-seed.ts");
process.on("message", (asked: Asked) => {
  liveSeed(asked).then(
    (told) => process.send!(told),
    (error: unknown) => {
      process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
      process.exit(1);
    },
  );
});
process.send!("ready");
process.on("disconnect", () => process.exit(0));
