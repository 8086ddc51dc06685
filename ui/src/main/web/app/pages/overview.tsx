import {follow, href, rangeOf, setParams} from "../address";
import {type AlertNow, alertsNow, isHeldBack, needsSomebody} from "../alerts-now";
import {type Check, checks, type Counts, counts} from "../api";
import {t} from "../i18n";
import {type Live, useLive} from "../live";
import {FailureCard} from "../parts/messages";
import {RangePicker} from "../parts/range-picker";
import {duration} from "../units";
import {Disks} from "./overview/disks";
import {Firing} from "./overview/firing";
import {type Facts, facts, type Host, machines, matcherOf} from "./overview/host";
import {PanelCard} from "./overview/panel";
import {PANELS} from "./overview/panels";
import {Tile} from "./overview/tiles";
import {Watched} from "./overview/watched";
import type {PageProps} from "./page";

const USUAL_RANGE = "now-15m";

/** What has been read for minutes only would be a stroke at the edge of a quarter of an hour. */
const FIRST_RANGE = "now-5m";
const SLOW_REFRESH_SECONDS = 30;

/** Of more checks the figure says enough here; their list has a page. */
const MOST_CHECKS = 100;

interface Things {
  alerts: AlertNow[];
  counts: Counts;
  checks: Check[];
}

const total = (states: Record<string, number>) => Object.values(states).reduce((sum, count) => sum + count, 0);

/**
 * What is wrong, and how the machine is. The machine waits for the list of what is wrong above it: nothing
 * that is being read moves down.
 */
export function Overview({params, refreshSeconds}: PageProps) {
  const live = useLive<Things>(async (signal) => {
    const [now, states] = await Promise.all([alertsNow(signal), counts(signal)]);
    const known = total(states.checks) <= MOST_CHECKS ? await checks(signal) : [];
    return {alerts: now.alerts, counts: states, checks: known};
  }, refreshSeconds);
  return (
    <>
      <h1 class="visually-hidden">{t("nav.overview")}</h1>
      <Wrong live={live} />
      {(live.data || live.failure) && <Machine params={params} refreshSeconds={refreshSeconds} />}
    </>
  );
}

function Wrong({live}: {live: Live<Things>}) {
  const firing = live.data?.alerts.filter(needsSomebody);
  const heldBack = live.data?.alerts.filter(isHeldBack).length ?? 0;
  const pending = live.data?.alerts.filter((alert) => alert.state === "pending").length ?? 0;
  const detail = [
    pending > 0 && t("overview.pending", {count: pending}),
    heldBack > 0 && t("overview.heldBack", {count: heldBack}),
  ];
  return (
    <>
      {live.failure && <FailureCard failure={live.failure} />}
      <section class="tiles">
        <Tile
          page="alerts"
          params={{state: "firing"}}
          title={t("overview.firing")}
          value={firing?.length}
          detail={detail.filter(Boolean).join(" · ")}
        />
        <Tile
          page="checks"
          params={{state: "down"}}
          title={t("overview.checksDown")}
          {...share(live.data?.counts.checks)}
        />
        <Tile
          page="targets"
          params={{state: "down"}}
          title={t("overview.targetsDown")}
          {...share(live.data?.counts.targets)}
        />
      </section>
      <Firing alerts={firing ?? []} />
      <Watched checks={live.data?.checks ?? []} />
    </>
  );
}

/** How many are down, of how many. */
const share = (states?: Record<string, number>) => ({
  value: states && (states.down ?? 0),
  of: states && total(states),
});

function Machine({params, refreshSeconds}: PageProps) {
  const slowly = refreshSeconds && SLOW_REFRESH_SECONDS;
  const known = useLive(machines, slowly);
  if (known.failure) return <FailureCard failure={known.failure} />;
  if (!known.data) return <Placeholders />;
  const {hosts, young} = known.data;
  if (hosts.length === 0) return <NoMachine refreshSeconds={refreshSeconds} />;
  const usual = young ? FIRST_RANGE : USUAL_RANGE;
  return <Charts hosts={hosts} usual={usual} params={params} refreshSeconds={refreshSeconds} />;
}

function Charts({hosts: all, usual, params, refreshSeconds}: PageProps & {hosts: Host[]; usual: string}) {
  const host = all.find((h) => h.instance === params.get("instance")) ?? all[0];
  const matcher = matcherOf(host);
  const range = rangeOf(params, usual);
  const figures = useLive((signal) => facts(matcher, signal), refreshSeconds && SLOW_REFRESH_SECONDS, [matcher]);
  return (
    <>
      <div class="row">
        <HostName hosts={all} host={host} facts={figures.data} />
        <RangePicker range={range} />
      </div>
      <section class="panels">
        {PANELS.map((panel) => (
          <PanelCard
            key={panel.title}
            panel={panel}
            matcher={matcher}
            facts={figures.data}
            young={usual === FIRST_RANGE}
            range={range}
            refreshSeconds={refreshSeconds}
          />
        ))}
        <Disks filesystems={figures.data?.filesystems} matcher={matcher} />
      </section>
    </>
  );
}

/** Holds the charts' place until it is known which machine they show. */
function Placeholders() {
  return (
    <>
      <div class="row"><div class="host"><h2>{t("overview.machine")}</h2></div></div>
      <section class="panels" aria-busy="true">
        {[...PANELS.map((panel) => panel.title), "overview.space" as const].map((title) => (
          <figure class="card panel" key={title}><figcaption>{t(title)}</figcaption></figure>
        ))}
      </section>
    </>
  );
}

/** Its name (a choice, if there are several), its system, and since when it runs. */
function HostName({hosts: all, host, facts: figures}: {hosts: Host[]; host: Host; facts: Facts | null}) {
  const up = figures?.bootedAt && duration(Date.now() / 1000 - figures.bootedAt);
  return (
    <div class="host">
      <h2>
        {all.length > 1 ? (
          <select
            aria-label={t("overview.machine")}
            value={host.instance}
            onChange={(e) => setParams({instance: e.currentTarget.value})}
          >
            {all.map((h) => <option key={h.instance} value={h.instance}>{`${h.name} (${h.instance})`}</option>)}
          </select>
        ) : (
          host.name
        )}
      </h2>
      <span class="hint">
        {[
          host.system,
          figures?.processors && t("overview.processors", {count: figures.processors}),
          up && t("overview.up", {duration: up}),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </div>
  );
}

function NoMachine({refreshSeconds}: {refreshSeconds: number}) {
  return (
    <section class="card empty">
      <h2>{t("overview.noMachine")}</h2>
      <p>{refreshSeconds ? t("overview.noMachineNext") : t("overview.paused")}</p>
      {refreshSeconds > 0 && <pre class="code">{"host: {}"}</pre>}
      <p><a href={href("targets")} onClick={follow}>{t("nav.targets")}</a></p>
    </section>
  );
}
