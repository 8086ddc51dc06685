import {follow, href} from "../address";
import {type AlertNow, alertsNow} from "../alerts-now";
import type {Matcher, RuleGroup} from "../api";
import {number, t} from "../i18n";
import {useLive} from "../live";
import {matcherText, meets, parseMatchers} from "../matchers";
import {AlertRow} from "../parts/alert-row";
import {countStates, Filter, passes} from "../parts/filter";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {Items} from "../parts/rows";
import {GroupCard, stateOf} from "./alerts/group";
import type {PageProps} from "./page";

const STATES = ["firing", "pending", "err", "inactive", "ok"];

/** What is wrong now, and below it every rule by group with what it found at its last evaluation. */
export function Alerts({params, refreshSeconds}: PageProps) {
  const live = useLive(alertsNow, refreshSeconds);
  const groups = live.data?.groups ?? [];
  const rules = groups.flatMap((group) => group.rules);
  const link = ofLink(params);
  const alerts = (live.data?.alerts ?? []).filter(
    (alert) => passes(params, alert.state, textsOf(alert)) && concerns(alert, link),
  );
  const shown = (isNarrow(link) ? [] : groups)
    .map((group) => ({group, rules: group.rules.filter((rule) => passes(params, stateOf(rule), [rule.name, rule.query, group.name, group.file]))}))
    .filter((part) => part.rules.length > 0);
  const nothing = groups.length > 0 && alerts.length + shown.length === 0;
  return (
    <>
      <h1>{t("nav.alerts")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={countStates(rules.map(stateOf), STATES)} />
      {isNarrow(link) && <Narrowed link={link} />}
      {!live.data && !live.failure && <Skeleton rows={6} />}
      {live.data && <Now alerts={alerts} quiet={live.data.alerts.length === 0 && groups.length > 0} />}
      {live.data && groups.length === 0 && <Empty title={t("alerts.none")}>{t("alerts.next")}</Empty>}
      {nothing && live.data!.alerts.length > 0 && <Empty title={t("filter.none")}>{t("filter.next")}</Empty>}
      {shown.length > 0 && <Groups groups={shown} />}
    </>
  );
}

/** What the link of a message shows: the alerts of one receiver, or with certain labels. */
interface Link {
  receiver: string;
  matchers: Matcher[];
}

const ofLink = (params: URLSearchParams): Link => ({
  receiver: params.get("receiver") ?? "",
  matchers: parseMatchers(params.get("filter") ?? "") ?? [],
});

const isNarrow = ({receiver, matchers}: Link) => receiver !== "" || matchers.length > 0;

const concerns = ({labels, routed}: AlertNow, {receiver, matchers}: Link) =>
  (!receiver || (routed?.receivers ?? []).some(({name}) => name === receiver)) &&
  matchers.every((matcher) => meets(labels, matcher));

function Narrowed({link: {receiver, matchers}}: {link: Link}) {
  const parts = [...(receiver ? [t("alerts.to", {receivers: receiver})] : []), ...matchers.map(matcherText)];
  return (
    <p class="hint">
      {parts.join(", ")} · <a href={href("alerts")} onClick={follow}>{t("filter.all")}</a>
    </p>
  );
}

const textsOf = ({labels, annotations}: AlertNow) => [...Object.values(labels), annotations.summary ?? ""];

function Now({alerts, quiet}: {alerts: AlertNow[]; quiet: boolean}) {
  if (quiet) return <p class="card quiet"><span aria-hidden="true">● </span>{t("alerts.quiet")}</p>;
  if (alerts.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("alerts.now")} <span class="count quiet">{number(alerts.length)}</span></h2>
      <ul class="plain"><Items items={alerts} row={(alert) => <AlertRow key={alert.key} alert={alert} />} /></ul>
    </section>
  );
}

function Groups({groups}: {groups: {group: RuleGroup; rules: RuleGroup["rules"]}[]}) {
  return (
    <>
      <h2>{t("alerts.rules")}</h2>
      <ul class="plain groups">
        <Items
          items={groups}
          row={({group, rules}) => (
            <li key={`${group.file} ${group.name}`}><GroupCard group={group} rules={rules} /></li>
          )}
        />
      </ul>
    </>
  );
}
