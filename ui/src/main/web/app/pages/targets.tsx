import {targets, type Target} from "../api";
import {ago, number, t} from "../i18n";
import {useLive} from "../live";
import type {PageProps} from "../main";
import {State} from "../state";

export function Targets({refreshSeconds}: PageProps) {
  const live = useLive(targets, refreshSeconds, []);
  const pools = new Map<string, Target[]>();
  for (const target of live.data ?? []) {
    pools.set(target.scrapePool, [...(pools.get(target.scrapePool) ?? []), target]);
  }
  return (
    <>
      <h1>{t("nav.targets")}</h1>
      {live.error && <section class="card error" role="alert">{live.error}</section>}
      {live.data && pools.size === 0 && (
        <section class="card empty"><h2>{t("targets.none")}</h2><p>{t("targets.next")}</p></section>
      )}
      {[...pools].map(([pool, members]) => (
        <section class="card">
          <h2>{pool} <small class="hint">{members.filter((m) => m.health === "up").length} / {members.length}</small></h2>
          <table>
            <thead>
              <tr><th>{t("targets.address")}</th><th>{t("targets.state")}</th><th>{t("targets.last")}</th><th>{t("targets.duration")}</th></tr>
            </thead>
            <tbody>
              {members.map((m) => (
                <tr>
                  <td class="code">{m.scrapeUrl}{m.lastError && <p class="error">{m.lastError}</p>}</td>
                  <td><State state={m.health} /></td>
                  <td>{ago(m.lastScrape)}</td>
                  <td>{number(m.lastScrapeDuration * 1000, 1)} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}
