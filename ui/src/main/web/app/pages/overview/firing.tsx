import {follow, href} from "../../address";
import type {AlertNow} from "../../alerts-now";
import {t} from "../../i18n";
import {AlertRow} from "../../parts/alert-row";

const SHOWN = 6;

/** The alerts that fire and nobody holds back, the most urgent first. */
export function Firing({alerts}: {alerts: AlertNow[]}) {
  if (alerts.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("overview.firing")}</h2>
      <ul class="plain">
        {alerts.slice(0, SHOWN).map((alert) => <AlertRow key={alert.key} alert={alert} brief />)}
      </ul>
      {alerts.length > SHOWN && (
        <p><a href={href("alerts", {state: "firing"})} onClick={follow}>{t("rows.all", {count: alerts.length})}</a></p>
      )}
    </section>
  );
}
