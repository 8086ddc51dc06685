import {href} from "../address";
import {ruleGroups, type Rule} from "../api";
import {ago, t} from "../i18n";
import {useLive} from "../live";
import {follow, type PageProps} from "../main";
import {State} from "../state";

export function Alerts({refreshSeconds}: PageProps) {
  const live = useLive(ruleGroups, refreshSeconds, []);
  const groups = live.data ?? [];
  return (
    <>
      <h1>{t("nav.alerts")}</h1>
      {live.error && <section class="card error" role="alert">{live.error}</section>}
      {live.data && groups.length === 0 && (
        <section class="card empty"><h2>{t("alerts.none")}</h2><p>{t("alerts.next")}</p></section>
      )}
      {groups.map((group) => (
        <section class="card">
          <h2>{group.name} <small class="hint">{group.file}</small></h2>
          {group.rules.map((rule) => <RuleRow rule={rule} />)}
        </section>
      ))}
    </>
  );
}

function RuleRow({rule}: {rule: Rule}) {
  const open = rule.state === "firing" || rule.state === "pending" || rule.health === "err";
  return (
    <details open={open}>
      <summary><State state={rule.health === "err" ? "err" : (rule.state ?? "ok")} /> <b>{rule.name}</b></summary>
      <p><a class="code" href={href("explore", {expr: rule.query})} onClick={follow}>{rule.query}</a></p>
      {rule.lastError && <p class="error" role="alert">{rule.lastError}</p>}
      {(rule.alerts ?? []).map((alert) => (
        <p>
          <State state={alert.state} /> <span class="code">{Object.entries(alert.labels).map(([k, v]) => `${k}="${v}"`).join(" ")}</span>
          {" "}{t("alerts.value", {value: alert.value})} <span class="hint">{ago(alert.activeAt)}</span>
          {alert.annotations.summary && <><br />{alert.annotations.summary}</>}
        </p>
      ))}
    </details>
  );
}
