import {useMemo} from "preact/hooks";
import {follow, href} from "../address";
import {checks, type Check} from "../api";
import {ago, t} from "../i18n";
import {useLive} from "../live";
import {countStates, Filter, passes} from "../parts/filter";
import {Labels} from "../parts/labels";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {PhaseKey, Phases} from "../parts/phases";
import {Rows} from "../parts/rows";
import {State} from "../parts/state";
import {Day} from "./checks/day";
import {CheckPage} from "./checks/detail";
import {WORST, worstFirst} from "./checks/states";
import type {PageProps} from "./page";

/** States that are offered as a filter although nothing has them. */
const USUAL = ["down", "degraded", "unknown", "up"];

/** All checks, or the one that the address names. */
export function Checks(props: PageProps) {
  const name = props.params.get("check");
  return name ? <CheckPage key={name} name={name} {...props} /> : <List {...props} />;
}

/** What is tried from outside, what is wrong first. */
function List({params, refreshSeconds}: PageProps) {
  const live = useLive(checks, refreshSeconds);
  const all = live.data ?? [];
  const shown = all
    .filter((c) => passes(params, c.state, [c.name, c.target, c.kind, c.message, JSON.stringify(c.labels)]))
    .sort(worstFirst);
  const counts = countStates(all.map((check) => check.state), WORST);
  return (
    <>
      <h1>{t("nav.checks")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={counts.filter(([state, count]) => count > 0 || USUAL.includes(state))} />
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
      <PhaseKey all={shown.map((check) => check.phases)} />
      <div class="scroll">
        <table class="list checks">
          <thead>
            <tr>
              <th>{t("checks.name")}</th>
              <th>{t("targets.state")}</th>
              <th>{t("checks.day")}</th>
              <th>{t("checks.since")}</th>
              <th>{t("checks.last")}</th>
              <th>{t("targets.duration")}</th>
            </tr>
          </thead>
          <tbody>
            <Rows items={shown} columns={6} row={(check) => <CheckRow key={check.name + check.target} check={check} />} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Most of a row changes only with an evaluation, or the language; until then it is not made again. */
function CheckRow({check}: {check: Check}) {
  const {state, note, maintenance, lastRun, failures} = check;
  const label = t("targets.duration");
  const [name, day, phases] = useMemo(
    () => [
      <Name check={check} />,
      <td><Day name={check.name} /></td>,
      <td data-label={label}><Phases phases={check.phases} total={check.durationSeconds} /></td>,
    ],
    [state, note, maintenance, lastRun, failures, label],
  );
  return (
    <tr>
      {name}
      <td><State state={state} /></td>
      {day}
      <td data-label={t("checks.since")}>{ago(check.since)}</td>
      <td data-label={t("checks.last")}>{ago(lastRun)}</td>
      {phases}
    </tr>
  );
}

/** What it is called, what it asks, and why it is not well. */
function Name({check}: {check: Check}) {
  const why = check.note || check.message || check.reason;
  return (
    <td>
      <a href={href("checks", {check: check.name})} onClick={follow}><b>{check.name}</b></a>{" "}
      <span class="hint">{check.kind}</span> <span class="hint code">{check.target}</span>
      <Labels labels={check.labels} />
      {check.maintenance && <p class="hint">{t("checks.maintenance", {name: check.maintenance})}</p>}
      {why && (
        <p class={check.state === "down" || check.state === "degraded" ? "error" : "hint"}>
          {why}
          {check.failures > 1 && ` · ${t("checks.failures", {count: check.failures})}`}
        </p>
      )}
    </td>
  );
}
