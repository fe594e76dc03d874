import path from "node:path";
import { plant } from "#tests/faults/plant.ts";
import { mutants } from "./mutants.ts";

/** The web process of the suite: the product's own JSON API with its own clock and database, and nothing that a tracker does not ask for. */
const mutant = mutants.find((one) => one.name === process.env.MUTANT && one.where === "web");
if (mutant) plant(mutant);
const [
  { default: express },
  { apiV1 },
  { createRealtime },
  { createStorage },
  { createStripe },
  { startBusinessClock },
  env,
  { log },
  db,
] = await Promise.all([
  import("express"),
  import("#app/endpoints/api-v1/api.ts"),
  import("#app/edges/realtime/realtime.server.ts"),
  import("#app/edges/storage/storage.server.ts"),
  import("#app/edges/stripe/stripe.server.ts"),
  import("#app/kernel/business-clock.server.ts"),
  import("#app/kernel/env.server.ts"),
  import("#app/kernel/log.server.ts"),
  import("#db/client.server.ts"),
]);
const settings = env.parseEnv(process.env, path.resolve("."));
db.outliveClosedConnections(() => undefined);
const address = db.databaseAddress(settings);
const pool = db.openDatabase(address, 12);
const clock = await startBusinessClock(pool.db, address);
const realtime = await createRealtime(address);
const app = express();
app.use(
  apiV1({ db: pool.db, stripe: createStripe(settings), clock, realtime, storage: createStorage(settings), env: settings, log }),
);
app.use(((_error, _request, response, _next) => void response.sendStatus(500)) as import("express").ErrorRequestHandler);
const server = app.listen(Number(process.env.PORT), "127.0.0.1", () => process.send!("ready"));
server.keepAliveTimeout = 500;
process.on("disconnect", () => process.exit(0));
