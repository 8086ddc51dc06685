import {exploreHref, follow, href} from "../../address";
import type {RuleGroup} from "../../api";
import {ago, t} from "../../i18n";
import {Labels} from "../../parts/labels";
import {State} from "../../parts/state";
import {reaching} from "../../range";
import {compact} from "../../units";

const SHOWN = 8;

/** The alerts that fire, the latest first, each with a way to its expression. */
export function Firing({groups}: {groups: RuleGroup[]}) {
  const firing = groups
    .flatMap((group) => group.rules)
    .flatMap((rule) => (rule.alerts ?? []).map((alert) => ({rule, alert})))
    .filter(({alert}) => alert.state === "firing")
    .sort((a, b) => b.alert.activeAt.localeCompare(a.alert.activeAt));
  if (firing.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("overview.firing")}</h2>
      <ul class="plain">
        {firing.slice(0, SHOWN).map(({rule, alert}) => (
          <li key={JSON.stringify(alert.labels)} class="alert">
            <State state="firing" />
            <div>
              <b>{rule.name}</b> {alert.annotations.summary}
              <Labels labels={alert.labels} without={["alertname"]} />
            </div>
            <div class="aside">
              <a href={exploreHref(rule.query, {from: reaching(alert.activeAt)})} onClick={follow}>
                {t("alerts.value", {value: compact(Number(alert.value))})}
              </a>
              <span class="hint">{ago(alert.activeAt)}</span>
            </div>
          </li>
        ))}
      </ul>
      {firing.length > SHOWN && (
        <p><a href={href("alerts", {state: "firing"})} onClick={follow}>{t("rows.all", {count: firing.length})}</a></p>
      )}
    </section>
  );
}
