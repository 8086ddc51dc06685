import {exploreHref, follow} from "../../address";
import type {Rule, RuleGroup} from "../../api";
import {ago, number, t} from "../../i18n";
import {Labels} from "../../parts/labels";
import {State} from "../../parts/state";
import {Why} from "../../parts/why";
import {duration} from "../../units";

/** A fault of the rule itself comes first: then its state says nothing. */
export const stateOf = (rule: Rule) => (rule.health === "err" ? "err" : (rule.state ?? "ok"));

export function GroupCard({group, rules}: {group: RuleGroup; rules: Rule[]}) {
  return (
    <section class="card">
      <div class="row">
        <h3>{group.name}</h3>
        <span class="hint">
          {[
            group.file,
            t("alerts.every", {interval: duration(group.interval)}),
            t("alerts.evaluated", {ago: ago(group.lastEvaluation), took: duration(group.evaluationTime)}),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      {rules.map((rule) => <RuleRow key={rule.type + rule.name + rule.query} rule={rule} />)}
    </section>
  );
}

/** A line that says how the rule is; below it, on demand, what it asks and why it does not fire. */
function RuleRow({rule}: {rule: Rule}) {
  const state = stateOf(rule);
  const count = rule.alerts?.length ?? 0;
  return (
    <details open={state === "err"}>
      <summary>
        <State state={state} /> <b>{rule.name}</b>{" "}
        {count > 0 && <span class={state === "firing" ? "count" : "count quiet"}>{number(count)}</span>}{" "}
        <span class="hint code brief">{rule.query}</span>
      </summary>
      {rule.lastError && <p class="error" role="alert">{rule.lastError}</p>}
      <p>
        <a class="code" href={exploreHref(rule.query)} onClick={follow}>{rule.query}</a>
        {rule.duration ? <span class="hint"> {t("alerts.for", {duration: duration(rule.duration)})}</span> : null}
      </p>
      <Labels labels={rule.labels ?? {}} />
      {Object.entries(rule.annotations ?? {}).map(([name, text]) => (
        <p class="hint" key={name}>{name}: {text}</p>
      ))}
      {state === "inactive" && <Why about={rule.name} label={t("why.not")} />}
    </details>
  );
}
