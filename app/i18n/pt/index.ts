import errors from "./errors.json";
import kit from "./kit.json";
import shell from "./shell.json";
import public from "./public.json";
import home from "./home.json";
import accounts from "./accounts.json";
import notifications from "./notifications.json";
import agents from "./agents.json";
import roles from "./roles.json";
import matching from "./matching.json";
import messaging from "./messaging.json";
import hiring from "./hiring.json";
import contracts from "./contracts.json";
import diary from "./diary.json";
import timesheets from "./timesheets.json";
import ledger from "./ledger.json";
import billing from "./billing.json";
import payouts from "./payouts.json";
import reviews from "./reviews.json";
import tiers from "./tiers.json";
import reconciliation from "./reconciliation.json";
import dev from "./dev.json";

export const catalogue = {
  errors,
  kit,
  shell,
  public,
  home,
  accounts,
  notifications,
  agents,
  roles,
  matching,
  messaging,
  hiring,
  contracts,
  diary,
  timesheets,
  ledger,
  billing,
  payouts,
  reviews,
  tiers,
  reconciliation,
  dev,
};
