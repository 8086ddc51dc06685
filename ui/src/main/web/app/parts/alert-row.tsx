import {exploreHref, follow, href, silenceHref} from "../address";
import type {AlertNow} from "../alerts-now";
import {ago, dateTime, t} from "../i18n";
import {matchersOf, matchersText} from "../matchers";
import {reaching} from "../range";
import {compact} from "../units";
import {Labels} from "./labels";
import {State} from "./state";
import {Why} from "./why";

/** Annotations that have a place of their own. */
const KNOWN_ANNOTATIONS = ["summary", "description", "runbook_url"];

/** Labels that are said otherwise. */
const KNOWN_LABELS = ["alertname", "severity"];

/** One alert: what it says, and the ways to its chart, its check, its reasons, and to a silence. */
export function AlertRow({alert, brief = false}: {alert: AlertNow; brief?: boolean}) {
  const {labels, annotations, routed} = alert;
  const others = Object.entries(annotations).filter(([name]) => !KNOWN_ANNOTATIONS.includes(name));
  return (
    <li class="alert">
      <State state={alert.state} />
      <div>
        <div>
          <b>{labels.alertname}</b>{" "}
          {labels.severity && <span class={`severity ${labels.severity.toLowerCase()}`}>{labels.severity}</span>}{" "}
          {annotations.summary}
        </div>
        {!brief && annotations.description && <div class="hint">{annotations.description}</div>}
        <div class={brief ? "row" : ""}>
          <Labels labels={labels} without={KNOWN_LABELS} />
          {brief && <Ways alert={alert} />}
        </div>
        {!brief && others.map(([name, text]) => <div class="hint" key={name}>{name}: {text}</div>)}
        <HeldBack alert={alert} />
        {!brief && <Ways alert={alert} />}
        {!brief && <Why about={`{${matchersText(matchersOf(labels))}}`} />}
      </div>
      <div class="aside">
        <time dateTime={alert.since} title={dateTime(Date.parse(alert.since) / 1000)}>{ago(alert.since)}</time>
        {!brief && routed && routed.receivers.length > 0 && (
          <span class="hint">{t("alerts.to", {receivers: routed.receivers.map((r) => r.name).join(", ")})}</span>
        )}
      </div>
    </li>
  );
}

/** What keeps its messages back, if anything does. */
function HeldBack({alert}: {alert: AlertNow}) {
  const {silencedBy = [], inhibitedBy = []} = alert.routed?.status ?? {};
  return (
    <>
      {silencedBy.length > 0 && (
        <div class="hint">
          <span aria-hidden="true">■ </span>
          <a href={href("silences", {q: silencedBy[0]})} onClick={follow}>{t("alerts.silenced")}</a>
        </div>
      )}
      {inhibitedBy.length > 0 && (
        <div class="hint"><span aria-hidden="true">■ </span>{t("alerts.inhibited")}</div>
      )}
    </>
  );
}

/** From an alert to its neighbours. */
function Ways({alert: {labels, annotations, since, rule, value}}: {alert: AlertNow}) {
  const runbook = annotations.runbook_url;
  return (
    <div class="ways">
      {rule && (
        <a href={exploreHref(rule.query, {from: reaching(since)})} onClick={follow}>
          {t("alerts.value", {value: compact(Number(value))})}
        </a>
      )}
      {labels.check && <a href={href("checks", {check: labels.check})} onClick={follow}>{t("alerts.check")}</a>}
      <a href={silenceHref(matchersText(matchersOf(labels)))} onClick={follow}>{t("alerts.silence")}</a>
      {runbook && /^https?:/.test(runbook) && (
        <a href={runbook} target="_blank" rel="noopener noreferrer">{t("alerts.runbook")}</a>
      )}
    </div>
  );
}
