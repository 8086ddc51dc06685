import {exploreHref, follow} from "../address";
import {targets, type Target} from "../api";
import {ago, number, t} from "../i18n";
import {useLive} from "../live";
import {countStates, Filter, passes} from "../parts/filter";
import {Labels} from "../parts/labels";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {Rows} from "../parts/rows";
import {State} from "../parts/state";
import {duration} from "../units";
import type {PageProps} from "./page";

const STATES = ["down", "unknown", "up"];

/** Everything that is scraped, by job, what is down first. */
export function Targets({params, refreshSeconds}: PageProps) {
  const live = useLive(targets, refreshSeconds);
  const all = live.data ?? [];
  const shown = all.filter((x) => passes(params, x.health, [x.scrapeUrl, x.scrapePool, JSON.stringify(x.labels)]));
  const pools = new Map<string, Target[]>();
  for (const target of shown) {
    const members = pools.get(target.scrapePool);
    if (members) members.push(target);
    else pools.set(target.scrapePool, [target]);
  }
  return (
    <>
      <h1>{t("nav.targets")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={countStates(all.map((target) => target.health), STATES)} />
      {!live.data && !live.failure && <Skeleton rows={6} />}
      {live.data?.length === 0 && <Empty title={t("targets.none")}>{t("targets.next")}</Empty>}
      {all.length > 0 && shown.length === 0 && <Empty title={t("filter.none")}>{t("filter.next")}</Empty>}
      {troubledFirst(pools).map(([pool, members]) => <Pool key={pool} name={pool} members={members} />)}
    </>
  );
}

/** Jobs some of whose targets are down come first; else they stay in their order. */
function troubledFirst(pools: Map<string, Target[]>): [string, Target[]][] {
  const isWell = (members: Target[]) => Number(members.every((member) => member.health !== "down"));
  return [...pools].sort(([, a], [, b]) => isWell(a) - isWell(b));
}

function Pool({name, members}: {name: string; members: Target[]}) {
  const up = members.filter((member) => member.health === "up").length;
  const sorted = [...members].sort((a, b) => STATES.indexOf(a.health) - STATES.indexOf(b.health));
  return (
    <section class="card">
      <div class="row">
        <h2>{name}</h2>
        <span class="hint">{t("targets.up", {up: number(up), count: members.length})}</span>
      </div>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th>{t("targets.address")}</th>
              <th>{t("targets.state")}</th>
              <th>{t("targets.last")}</th>
              <th>{t("targets.duration")}</th>
            </tr>
          </thead>
          <tbody>
            <Rows items={sorted} columns={4} row={(target) => <TargetRow key={target.scrapeUrl} target={target} />} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

function TargetRow({target}: {target: Target}) {
  const {instance, job} = target.labels;
  const up = `up{instance=${JSON.stringify(instance ?? "")},job=${JSON.stringify(job ?? "")}}`;
  return (
    <tr>
      <td>
        <a class="code" href={exploreHref(up)} onClick={follow}>{target.scrapeUrl}</a>
        <Labels labels={target.labels} without={["job"]} />
        {target.lastError && <p class="error">{target.lastError}</p>}
        {target.notice && <p class="note warn">{target.notice}</p>}
      </td>
      <td><State state={target.health} /></td>
      <td data-label={t("targets.last")}>{ago(target.lastScrape)}</td>
      <td data-label={t("targets.duration")}>{target.lastScrapeDuration > 0 ? duration(target.lastScrapeDuration) : "–"}</td>
    </tr>
  );
}
