import {exploreHref, follow, silenceHref} from "../address";
import {type Alert, type Rule, type RuleGroup, ruleGroups} from "../api";
import {ago, t} from "../i18n";
import {useLive} from "../live";
import {matchersOf, matchersText} from "../matchers";
import {countStates, Filter, passes} from "../parts/filter";
import {Labels} from "../parts/labels";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {Items} from "../parts/rows";
import {State} from "../parts/state";
import {reaching} from "../range";
import {compact, duration} from "../units";
import type {PageProps} from "./page";

const STATES = ["firing", "pending", "err", "inactive", "ok"];

/** Annotations that have a place of their own. */
const KNOWN_ANNOTATIONS = ["summary", "description", "runbook_url"];

/** A fault of the rule itself comes first: then its state says nothing. */
const stateOf = (rule: Rule) => (rule.health === "err" ? "err" : (rule.state ?? "ok"));

/** Every rule by group, with what it found at its last evaluation. */
export function Alerts({params, refreshSeconds}: PageProps) {
  const live = useLive(ruleGroups, refreshSeconds);
  const all = live.data?.flatMap((group) => group.rules) ?? [];
  const shown = (live.data ?? [])
    .map((group) => ({group, rules: group.rules.filter((rule) => isShown(params, group, rule))}))
    .filter(({rules}) => rules.length > 0);
  return (
    <>
      <h1>{t("nav.alerts")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={countStates(all.map(stateOf), STATES)} />
      {!live.data && !live.failure && <Skeleton rows={6} />}
      {live.data?.length === 0 && <Empty title={t("alerts.none")}>{t("alerts.next")}</Empty>}
      {all.length > 0 && shown.length === 0 && <Empty title={t("filter.none")}>{t("filter.next")}</Empty>}
      {shown.map(({group, rules}) => <Group key={`${group.file} ${group.name}`} group={group} rules={rules} />)}
    </>
  );
}

function isShown(params: URLSearchParams, group: RuleGroup, rule: Rule): boolean {
  const labels = (rule.alerts ?? []).map((alert) => JSON.stringify(alert.labels));
  return passes(params, stateOf(rule), [rule.name, rule.query, group.name, ...labels]);
}

function Group({group, rules}: {group: RuleGroup; rules: Rule[]}) {
  return (
    <section class="card">
      <div class="row">
        <h2>{group.name}</h2>
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

function RuleRow({rule}: {rule: Rule}) {
  const state = stateOf(rule);
  return (
    <details open={state !== "inactive" && state !== "ok"}>
      <summary>
        <State state={state} /> <b>{rule.name}</b>{" "}
        {(rule.alerts?.length ?? 0) > 0 && <span class={state === "firing" ? "count" : "count quiet"}>{rule.alerts?.length}</span>}
      </summary>
      <p>
        <a class="code" href={exploreHref(rule.query)} onClick={follow}>{rule.query}</a>
        {rule.duration ? <span class="hint"> {t("alerts.for", {duration: duration(rule.duration)})}</span> : null}
      </p>
      {rule.lastError && <p class="error" role="alert">{rule.lastError}</p>}
      <ul class="plain">
        <Items
          items={rule.alerts ?? []}
          row={(alert) => <AlertRow key={JSON.stringify(alert.labels)} alert={alert} rule={rule} />}
        />
      </ul>
    </details>
  );
}

function AlertRow({alert, rule}: {alert: Alert; rule: Rule}) {
  const {summary, description, runbook_url: runbook} = alert.annotations;
  const others = Object.entries(alert.annotations).filter(([name]) => !KNOWN_ANNOTATIONS.includes(name));
  return (
    <li class="alert">
      <State state={alert.state} />
      <div>
        {summary && <div>{summary}</div>}
        {description && <div class="hint">{description}</div>}
        <Labels labels={alert.labels} without={["alertname"]} />
        {others.map(([name, text]) => <div class="hint" key={name}>{name}: {text}</div>)}
        {runbook && /^https?:/.test(runbook) && (
          <div><a href={runbook} target="_blank" rel="noopener noreferrer">{t("alerts.runbook")}</a></div>
        )}
      </div>
      <div class="aside">
        <a href={exploreHref(rule.query, {from: reaching(alert.activeAt)})} onClick={follow}>
          {t("alerts.value", {value: compact(Number(alert.value))})}
        </a>
        <span class="hint">{ago(alert.activeAt)}</span>
        <a href={silenceHref(matchersText(matchersOf(alert.labels)))} onClick={follow}>{t("alerts.silence")}</a>
      </div>
    </li>
  );
}
