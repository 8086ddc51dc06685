import {useState} from "preact/hooks";
import {exploreHref, follow, href, rangeOf, silenceHref} from "../../address";
import {alertsNow} from "../../alerts-now";
import {check as load, type CheckDetail, pauseCheck} from "../../api";
import {ago, dateTime, t} from "../../i18n";
import type {Failure} from "../../failure";
import {refreshNow, useLive} from "../../live";
import {AlertRow} from "../../parts/alert-row";
import {Labels} from "../../parts/labels";
import {FailureCard, Skeleton} from "../../parts/messages";
import {PhaseKey, Phases} from "../../parts/phases";
import {State} from "../../parts/state";
import {compact, duration} from "../../units";
import type {PageProps} from "../page";
import {PanelCard} from "../overview/panel";
import type {Panel} from "../overview/panels";
import {History} from "./history";

const EXPIRY = "probe_ssl_earliest_cert_expiry";

const phases = (m: string) => `{__name__=~"probe_[a-z]+_duration_seconds",phase!="",${m}}`;

const TIMES: Panel = {
  title: "checks.times",
  query: (m) =>
    `label_replace(max by (phase) (${phases(m)}), "series", "$1", "phase", "(.*)")` +
    ` or label_replace(probe_duration_seconds{${m}} unless on () ${phases(m)}, "series", "total", "", "")`,
  format: duration,
  stack: true,
};

/** One check: how it is, how it was, and why. */
export function CheckPage({name, params, refreshSeconds}: PageProps & {name: string}) {
  const live = useLive((signal) => load(name, signal), refreshSeconds, [name]);
  const matcher = `check=${JSON.stringify(name)}`;
  return (
    <>
      <p><a href={href("checks")} onClick={follow}>← {t("checks.all")}</a></p>
      <div class="row">
        <h1>{name}</h1>
        <a class="button" href={silenceHref(matcher)} onClick={follow}>{t("checks.silence")}</a>
        {live.data && <Pause check={live.data} />}
      </div>
      {live.failure && <FailureCard failure={live.failure} />}
      {!live.data && !live.failure && <Skeleton rows={4} />}
      {live.data && <Summary check={live.data} />}
      <Alerts name={name} refreshSeconds={refreshSeconds} />
      {live.data?.kind === "heartbeat" && <Ping url={live.data.pingUrl} />}
      {live.data && <History name={name} refreshSeconds={refreshSeconds} />}
      {live.data && (
        <PanelCard
          panel={TIMES}
          matcher={matcher}
          range={rangeOf(params, "now-6h")}
          refreshSeconds={refreshSeconds}
          facts={null}
        />
      )}
      {live.data && live.data.changes.length > 0 && <Changes check={live.data} />}
      {live.data && live.data.readings.length > 0 && <Readings check={live.data} />}
    </>
  );
}

/** Stops the asking, or has it go on. */
function Pause({check}: {check: CheckDetail}) {
  const [refused, refuse] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const paused = check.state === "paused";
  const change = () => {
    setBusy(true);
    pauseCheck(check.name, !paused)
      .then(() => refuse(null), (failure: Failure) => refuse(failure))
      .finally(() => {
        setBusy(false);
        refreshNow();
      });
  };
  return (
    <span>
      {refused && <span class="error" role="alert">{refused.message} </span>}
      <button type="button" disabled={busy} onClick={change}>{t(paused ? "checks.resume" : "checks.pause")}</button>
    </span>
  );
}

function Summary({check}: {check: CheckDetail}) {
  const why = check.note || check.message;
  const expiry = check.readings.find((reading) => reading.metric === EXPIRY)?.value;
  return (
    <section class="card">
      <p>
        <State state={check.state} /> · {t("checks.since")}: {ago(check.since)} · <span class="hint">{check.kind}</span>{" "}
        <span class="hint code">{check.target}</span>
      </p>
      <Labels labels={check.labels} />
      {check.maintenance && <p>{t("checks.maintenance", {name: check.maintenance})}</p>}
      {why && <p class={check.state === "down" ? "error" : "hint"}>{why}</p>}
      {check.failures > 0 && <p>{t("checks.failures", {count: check.failures})}</p>}
      {check.dependsOn.length > 0 && (
        <p>
          {t("checks.dependsOn")}:{" "}
          {check.dependsOn.map((parent) => (
            <span key={parent}><a href={href("checks", {check: parent})} onClick={follow}>{parent}</a> </span>
          ))}
        </p>
      )}
      <p>
        {t("checks.last")}: {ago(check.lastRun)}
        {check.nextRun && ` · ${t("checks.due")}: ${dateTime(Date.parse(check.nextRun) / 1000)}`}
        {expiry ? ` · ${t("checks.certificate")}: ${dateTime(expiry)}` : ""}
      </p>
      {Object.keys(check.phases).length > 0 && <PhaseKey all={[check.phases]} />}
      <Phases phases={check.phases} total={check.durationSeconds} />
    </section>
  );
}

/** The alerts that came of it, if there are any. */
function Alerts({name, refreshSeconds}: {name: string; refreshSeconds: number}) {
  const live = useLive(alertsNow, refreshSeconds);
  const own = live.data?.alerts.filter((alert) => alert.labels.check === name) ?? [];
  if (own.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("nav.alerts")}</h2>
      <ul class="plain">{own.map((alert) => <AlertRow key={alert.key} alert={alert} />)}</ul>
    </section>
  );
}

function Ping({url}: {url: string}) {
  return (
    <section class="card">
      <h2>{t("checks.ping")}</h2>
      {url ? <pre class="code">{url}</pre> : <p>{t("checks.pingHidden")}</p>}
      {url && <p class="hint">{t("checks.pingHint")}</p>}
    </section>
  );
}

function Changes({check}: {check: CheckDetail}) {
  return (
    <section class="card">
      <h2>{t("checks.changes")}</h2>
      <div class="scroll">
        <table class="log">
          <thead>
            <tr>
              <th>{t("checks.when")}</th>
              <th>{t("targets.state")}</th>
              <th>{t("checks.why")}</th>
            </tr>
          </thead>
          <tbody>
            {[...check.changes].reverse().map((change) => (
              <tr key={change.at + change.state}>
                <td>{dateTime(Date.parse(change.at) / 1000)}</td>
                <td><State state={change.state} /></td>
                <td>{change.why || "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Readings({check}: {check: CheckDetail}) {
  return (
    <section class="card">
      <h2>{t("checks.readings")}</h2>
      <div class="scroll">
        <table>
          <tbody>
            {check.readings.map((reading) => (
              <tr key={reading.metric + JSON.stringify(reading.labels)}>
                <td>
                  <a
                    class="code"
                    href={exploreHref(`${reading.metric}{check=${JSON.stringify(check.name)}}`)}
                    onClick={follow}
                  >
                    {reading.metric}
                  </a>
                  <Labels labels={reading.labels} />
                </td>
                <td>{reading.value === null ? "NaN" : compact(reading.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
