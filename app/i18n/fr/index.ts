import accounts from "./accounts.json";
import agents from "./agents.json";
import billing from "./billing.json";
import chain from "./chain.json";
import contracts from "./contracts.json";
import dev from "./dev.json";
import diary from "./diary.json";
import disputes from "./disputes.json";
import documents from "./documents.json";
import errors from "./errors.json";
import finance from "./finance.json";
import helpdesks from "./helpdesks.json";
import hiring from "./hiring.json";
import home from "./home.json";
import kit from "./kit.json";
import ledger from "./ledger.json";
import matching from "./matching.json";
import messaging from "./messaging.json";
import notifications from "./notifications.json";
import payouts from "./payouts.json";
import pictures from "./pictures.json";
import publicPages from "./public.json";
import reconciliation from "./reconciliation.json";
import reviews from "./reviews.json";
import roles from "./roles.json";
import shell from "./shell.json";
import shifts from "./shifts.json";
import taxes from "./taxes.json";
import tiers from "./tiers.json";
import timesheets from "./timesheets.json";
import views from "./views.json";

export const catalogue = {
  errors,
  kit,
  shell,
  public: publicPages,
  home,
  accounts,
  notifications,
  chain,
  agents,
  roles,
  matching,
  messaging,
  hiring,
  finance,
  contracts,
  shifts,
  helpdesks,
  diary,
  pictures,
  timesheets,
  views,
  ledger,
  taxes,
  billing,
  documents,
  payouts,
  disputes,
  reviews,
  tiers,
  reconciliation,
  dev,
};
