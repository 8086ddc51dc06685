import {exploreHref, follow} from "../address";
import {checks, type Check} from "../api";
import {ago, t} from "../i18n";
import {useLive} from "../live";
import {countStates, Filter, passes} from "../parts/filter";
import {Labels} from "../parts/labels";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {PhaseKey, Phases} from "../parts/phases";
import {Rows} from "../parts/rows";
import {State} from "../parts/state";
import type {PageProps} from "./page";

const STATES = ["down", "degraded", "unknown", "pending", "up"];

/** What is tried from outside, what is wrong first. */
export function Checks({params, refreshSeconds}: PageProps) {
  const live = useLive(checks, refreshSeconds);
  const all = live.data ?? [];
  const shown = all
    .filter((c) => passes(params, c.state, [c.name, c.target, c.kind, c.message, JSON.stringify(c.labels)]))
    .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  return (
    <>
      <h1>{t("nav.checks")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={countStates(all.map((check) => check.state), STATES)} />
      {!live.data && !live.failure && <Skeleton rows={6} />}
      {live.data?.length === 0 && <NoChecks />}
      {all.length > 0 && shown.length === 0 && <Empty title={t("filter.none")}>{t("filter.next")}</Empty>}
      {shown.length > 0 && <Table checks={shown} />}
    </>
  );
}

function NoChecks() {
  return (
    <section class="card empty">
      <h2>{t("checks.none")}</h2>
      <p>{t("checks.next")}</p>
      <pre class="code">{"checks:\n  - name: website\n    http:\n      url: https://example.org/"}</pre>
    </section>
  );
}

function Table({checks: shown}: {checks: Check[]}) {
  return (
    <section class="card">
      <PhaseKey />
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th>{t("checks.name")}</th>
              <th>{t("targets.state")}</th>
              <th>{t("checks.since")}</th>
              <th>{t("checks.last")}</th>
              <th>{t("targets.duration")}</th>
            </tr>
          </thead>
          <tbody>
            <Rows items={shown} columns={5} row={(check) => <CheckRow key={check.name + check.target} check={check} />} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CheckRow({check}: {check: Check}) {
  const expr = `probe_duration_seconds{check=${JSON.stringify(check.name)}}`;
  return (
    <tr>
      <td>
        <a href={exploreHref(expr)} onClick={follow}><b>{check.name}</b></a>{" "}
        <span class="hint">{check.kind}</span> <span class="hint code">{check.target}</span>
        <Labels labels={check.labels} />
        {check.reason && (
          <p class={check.state === "up" ? "hint" : "error"}>
            {check.message || check.reason}
            {check.failures > 1 && ` · ${t("checks.failures", {count: check.failures})}`}
          </p>
        )}
      </td>
      <td><State state={check.state} /></td>
      <td>{ago(check.since)}</td>
      <td>{ago(check.lastRun)}</td>
      <td><Phases phases={check.phases} total={check.durationSeconds} /></td>
    </tr>
  );
}
