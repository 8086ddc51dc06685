import {checks} from "../api";
import {ago, number, t} from "../i18n";
import {useLive} from "../live";
import type {PageProps} from "../main";
import {State} from "../state";

export function Checks({refreshSeconds}: PageProps) {
  const live = useLive(checks, refreshSeconds, []);
  return (
    <>
      <h1>{t("nav.checks")}</h1>
      {live.error && <section class="card error" role="alert">{live.error}</section>}
      {live.data && live.data.length === 0 && (
        <section class="card empty"><h2>{t("checks.none")}</h2><p>{t("checks.next")}</p></section>
      )}
      {live.data && live.data.length > 0 && (
        <section class="card">
          <table>
            <thead>
              <tr><th>{t("checks.name")}</th><th>{t("targets.state")}</th><th>{t("checks.since")}</th><th>{t("targets.last")}</th><th>{t("targets.duration")}</th></tr>
            </thead>
            <tbody>
              {live.data.map((c) => (
                <tr>
                  <td><b>{c.name}</b> <span class="hint code">{c.target}</span>{c.reason && <p class="error">{c.reason}</p>}</td>
                  <td><State state={c.state} /></td>
                  <td>{ago(c.since)}</td>
                  <td>{c.lastRun && ago(c.lastRun)}</td>
                  <td>{number(c.durationSeconds * 1000, 0)} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
